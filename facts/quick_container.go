package facts

// quickContainers reads the containers of a node; see quick. room is for how many there
// will be need.
func quickContainers(text string, room int) ([]Container, bool) {
	q := quick{text: text}
	list := make([]Container, 0, room)
	ok := q.next() == '[' && quickList(&q, &list, (*quick).container)
	return list, ok
}

func (q *quick) container(c *Container) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Id":
			return q.string(&c.ID)
		case "Names":
			return q.strings(&c.Names)
		case "Image":
			return q.string(&c.Image)
		case "ImageID":
			return q.string(&c.ImageID)
		case "State":
			return q.string(&c.State)
		case "Labels":
			return quickMap(q, &c.Labels, (*quick).string)
		case "inspect":
			return quickMaybe(q, &c.Inspect, (*quick).inspect)
		case "top":
			return quickMaybe(q, &c.Top, (*quick).top)
		case "proc":
			return quickMaybe(q, &c.Proc, (*quick).proc)
		}
		return q.skip() != ""
	})
}

func (q *quick) inspect(i *Inspect) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Name":
			return q.string(&i.Name)
		case "AppArmorProfile":
			return quickMaybe(q, &i.AppArmorProfile, (*quick).string)
		case "ProcessLabel":
			return quickMaybe(q, &i.ProcessLabel, (*quick).string)
		case "Config":
			return quickMaybe(q, &i.Config, (*quick).config)
		case "State":
			return quickMaybe(q, &i.State, (*quick).state)
		case "HostConfig":
			return quickMaybe(q, &i.HostConfig, (*quick).hostConfig)
		case "NetworkSettings":
			return quickMaybe(q, &i.NetworkSettings, (*quick).networkSettings)
		case "Mounts":
			return quickMaybe(q, &i.Mounts, (*quick).mounts)
		}
		return q.skip() != ""
	})
}

func (q *quick) config(c *ContainerConfig) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "User":
			return quickMaybe(q, &c.User, (*quick).string)
		case "EnvKeys":
			return quickMaybe(q, &c.EnvKeys, (*quick).strings)
		case "Image":
			return q.string(&c.Image)
		case "Healthcheck":
			return quickMaybe(q, &c.Healthcheck, (*quick).bool)
		}
		return q.skip() != ""
	})
}

func (q *quick) state(s *ContainerState) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Status":
			return q.string(&s.Status)
		case "Pid":
			return q.int(&s.Pid)
		case "Health":
			return quickMaybe(q, &s.Health, func(q *quick, h *Health) bool { return q.named("Status", &h.Status) })
		}
		return q.skip() != ""
	})
}

// named reads an object of which one member is wanted, a text.
func (q *quick) named(wanted string, target *string) bool {
	return q.object(func(q *quick, name string) bool {
		if name == wanted {
			return q.string(target)
		}
		return q.skip() != ""
	})
}

func (q *quick) hostConfig(h *HostConfig) bool {
	return q.object(func(q *quick, name string) bool {
		if done, ok := q.hostConfigMode(h, name); done {
			return ok
		}
		switch name {
		case "Privileged":
			return quickMaybe(q, &h.Privileged, (*quick).bool)
		case "CapAdd":
			return quickMaybe(q, &h.CapAdd, (*quick).strings)
		case "CapDrop":
			return quickMaybe(q, &h.CapDrop, (*quick).strings)
		case "SecurityOpt":
			return quickMaybe(q, &h.SecurityOpt, (*quick).strings)
		case "ReadonlyRootfs":
			return quickMaybe(q, &h.ReadonlyRootfs, (*quick).bool)
		case "Ulimits":
			return quickMaybe(q, &h.Ulimits, func(q *quick, list *[]Ulimit) bool { return quickList(q, list, (*quick).ulimit) })
		case "Devices":
			return quickMaybe(q, &h.Devices, func(q *quick, list *[]Device) bool { return quickList(q, list, (*quick).device) })
		case "RestartPolicy":
			return quickMaybe(q, &h.RestartPolicy, (*quick).restartPolicy)
		case "PortBindings":
			return quickMaybe(q, &h.PortBindings, (*quick).ports)
		case "PublishAllPorts":
			return quickMaybe(q, &h.PublishAllPorts, (*quick).bool)
		case "Binds":
			return quickMaybe(q, &h.Binds, (*quick).strings)
		case "LogConfig":
			return quickMaybe(q, &h.LogConfig, func(q *quick, l *LogConfig) bool { return q.named("Type", &l.Type) })
		}
		return q.skip() != ""
	})
}

// hostConfigMode is the members that are one word or one number; done for one of them.
func (q *quick) hostConfigMode(h *HostConfig, name string) (done, ok bool) {
	switch name {
	case "NetworkMode":
		return true, quickMaybe(q, &h.NetworkMode, (*quick).string)
	case "PidMode":
		return true, quickMaybe(q, &h.PidMode, (*quick).string)
	case "IpcMode":
		return true, quickMaybe(q, &h.IpcMode, (*quick).string)
	case "UTSMode":
		return true, quickMaybe(q, &h.UTSMode, (*quick).string)
	case "UsernsMode":
		return true, quickMaybe(q, &h.UsernsMode, (*quick).string)
	case "CgroupParent":
		return true, quickMaybe(q, &h.CgroupParent, (*quick).string)
	case "Memory":
		return true, quickMaybe(q, &h.Memory, (*quick).int64)
	case "CpuShares":
		return true, quickMaybe(q, &h.CPUShares, (*quick).int64)
	case "NanoCpus":
		return true, quickMaybe(q, &h.NanoCPUs, (*quick).int64)
	case "PidsLimit":
		return true, quickMaybe(q, &h.PidsLimit, func(q *quick, limit **int64) bool { *limit = new(int64); return q.int64(*limit) })
	}
	return false, false
}

func (q *quick) ulimit(u *Ulimit) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Name":
			return q.string(&u.Name)
		case "Soft":
			return q.int64(&u.Soft)
		case "Hard":
			return q.int64(&u.Hard)
		}
		return q.skip() != ""
	})
}

func (q *quick) device(d *Device) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "PathOnHost":
			return q.string(&d.PathOnHost)
		case "PathInContainer":
			return q.string(&d.PathInContainer)
		case "CgroupPermissions":
			return q.string(&d.CgroupPermissions)
		}
		return q.skip() != ""
	})
}

func (q *quick) restartPolicy(p *RestartPolicy) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Name":
			return quickMaybe(q, &p.Name, (*quick).string)
		case "MaximumRetryCount":
			return quickMaybe(q, &p.MaximumRetryCount, (*quick).int)
		}
		return q.skip() != ""
	})
}

func (q *quick) networkSettings(n *NetworkSettings) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Ports":
			return quickMaybe(q, &n.Ports, (*quick).ports)
		case "Networks":
			return quickMaybe(q, &n.Networks, func(q *quick, table *map[string]struct{}) bool {
				return quickMap(q, table, func(q *quick, _ *struct{}) bool {
					return q.object(func(q *quick, _ string) bool { return q.skip() != "" })
				})
			})
		}
		return q.skip() != ""
	})
}

func (q *quick) ports(table *map[string][]PortBinding) bool {
	return quickMap(q, table, func(q *quick, list *[]PortBinding) bool { return quickList(q, list, (*quick).portBinding) })
}

func (q *quick) portBinding(b *PortBinding) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "HostIp":
			return q.string(&b.HostIP)
		case "HostPort":
			return q.string(&b.HostPort)
		}
		return q.skip() != ""
	})
}

func (q *quick) mounts(list *[]Mount) bool { return quickList(q, list, (*quick).mount) }

func (q *quick) mount(m *Mount) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Type":
			return q.string(&m.Type)
		case "Name":
			return q.string(&m.Name)
		case "Source":
			return q.string(&m.Source)
		case "Destination":
			return q.string(&m.Destination)
		case "RW":
			return quickMaybe(q, &m.RW, (*quick).bool)
		case "Propagation":
			return q.string(&m.Propagation)
		}
		return q.skip() != ""
	})
}

func (q *quick) top(t *Top) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "Titles":
			return q.strings(&t.Titles)
		case "Processes":
			return quickList(q, &t.Processes, (*quick).strings)
		}
		return q.skip() != ""
	})
}

func (q *quick) proc(p *Proc) bool {
	return q.object(func(q *quick, name string) bool {
		switch name {
		case "NoNewPrivs":
			return quickMaybe(q, &p.NoNewPrivs, (*quick).int)
		case "Seccomp":
			return quickMaybe(q, &p.Seccomp, (*quick).int)
		}
		return q.skip() != ""
	})
}

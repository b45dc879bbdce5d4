package oval

import "strings"

// families are the types of tests that the published schemas know, by family: the
// names without their ending, and after "=" that of the items where it is another.
// It is the union of the versions 5.3 to 5.11.3, whose later ones drop nothing that
// matters, with fwupdsecattr of 5.12, which real content uses already. A test compares
// it with the schemas where they are installed.
var families = []struct{ name, types string }{
	{"aix", "fileset fix interim_fix no oslevel"},
	{"android", "appmanager bluetooth camera certificate devicesettings encryption locationservice network password " +
		"systemdetails telephony wifi wifinetwork"},
	{"apache", "httpd version"},
	{"apple_ios", "globalrestrictions passcodepolicy profile"},
	{"asa", "acl class_map interface line policy_map service_policy snmp_group snmp_host snmp_user tcp_map version"},
	{"catos", "line module version version55=version"},
	{"esx", "patch patch56=patch version visdkmanagedobject"},
	{"freebsd", "portinfo"},
	{"hpux", "getconf ndd patch patch53=patch swlist trusted"},
	{"independent", "environmentvariable environmentvariable58 family filehash filehash58 filemd5 ldap ldap57 sql sql57 " +
		"textfilecontent textfilecontent54=textfilecontent unknown variable xmlfilecontent yamlfilecontent"},
	{"ios", "acl bgpneighbor global interface line router routingprotocolauthintf section snmp snmpcommunity snmpgroup " +
		"snmphost snmpuser snmpview tclsh version version55=version"},
	{"iosxe", "acl bgpneighbor global interface line router routingprotocolauthintf section snmpcommunity snmpgroup snmphost " +
		"snmpuser snmpview version"},
	{"junos", "show version xml_config xml_show"},
	{"linux", "apparmorstatus dpkginfo fwupdsecattr iflisteners inetlisteningservers=inetlisteningserver partition rpminfo " +
		"rpmverify rpmverifyfile rpmverifypackage selinuxboolean selinuxsecuritycontext slackwarepkginfo " +
		"systemdunitdependency systemdunitproperty"},
	{"macos", "accountinfo authorizationdb corestorage diskutil gatekeeper inetlisteningserver510 " +
		"inetlisteningservers=inetlisteningserver keychain launchd nvram plist plist510=plist plist511 pwpolicy " +
		"pwpolicy59 rlimit softwareupdate systemprofiler systemsetup"},
	{"netconf", "config"},
	{"pixos", "line version"},
	{"sharepoint", "bestbet infopolicycoll spantivirussettings spcrawlrule spdiagnosticslevel spdiagnosticsservice spgroup " +
		"spjobdefinition spjobdefinition510 splist sppolicy sppolicyfeature spsite spsiteadministration spweb " +
		"spwebapplication"},
	{"solaris", "facet image isainfo ndd package package511 packageavoidlist packagecheck packagefreezelist packagepublisher " +
		"patch patch54=patch smf smfproperty variant virtualizationinfo"},
	{"unix", "dnscache file fileextendedattribute gconf inetd interface password process process58 routingtable runlevel " +
		"sccs shadow symlink sysctl uname xinetd"},
	{"windows", "accesstoken activedirectory activedirectory57 auditeventpolicy auditeventpolicysubcategories cmdlet dnscache " +
		"file fileauditedpermissions fileauditedpermissions53=fileauditedpermissions fileeffectiverights " +
		"fileeffectiverights53=fileeffectiverights group group_sid interface junction license lockoutpolicy metabase " +
		"ntuser passwordpolicy peheader port printereffectiverights process process58=process registry " +
		"regkeyauditedpermissions regkeyauditedpermissions53=regkeyauditedpermissions regkeyeffectiverights " +
		"regkeyeffectiverights53=regkeyeffectiverights service serviceeffectiverights sharedresource " +
		"sharedresourceauditedpermissions sharedresourceeffectiverights sid sid_sid systemmetric uac user user_sid " +
		"user_sid55=user_sid userright volume wmi wmi57 wuaupdatesearcher"},
}

// Known reports whether the schemas have tests of this type.
func (t TypeName) Known() bool {
	_, ok := t.Items()
	return ok
}

// Items is the type of the items that objects of type t name, and false when the
// schemas do not know t.
func (t TypeName) Items() (TypeName, bool) {
	base, _, _ := strings.Cut(t.Namespace, "#")
	if base != Namespace {
		return TypeName{}, false
	}
	for _, f := range families {
		if f.name != t.Family {
			continue
		}
		for word := range strings.FieldsSeq(f.types) {
			if test, item, other := strings.Cut(word, "="); test == t.Name {
				if !other {
					item = test
				}
				return TypeName{Namespace: NamespaceSystem + "#" + t.Family, Family: t.Family, Name: item}, true
			}
		}
	}
	return TypeName{}, false
}

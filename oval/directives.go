package oval

// Directive says whether definitions of one result are reported, and how fully (OVAL
// Results schema, DirectiveType).
type Directive struct{ Reported, Full bool }

// Directives say what of the definitions a results document reports (OVAL Results
// schema, DefaultDirectivesType and ClassDirectivesType).
type Directives struct {
	Default [6]Directive           // by Result
	Classes map[Class][6]Directive // for classes that differ
	Source  bool                   // the definitions themselves are in the document
}

// FullDirectives report everything in full; ThinDirectives the results alone.
func FullDirectives() Directives { return allDirectives(true) }

// ThinDirectives report every definition with its result and nothing else.
func ThinDirectives() Directives { return allDirectives(false) }

func allDirectives(full bool) (d Directives) {
	for i := range d.Default {
		d.Default[i] = Directive{Reported: true, Full: full}
	}
	d.Source = full
	return d
}

// of is the directive for a definition of the class with the result.
func (d *Directives) of(c Class, r Result) Directive {
	if own, ok := d.Classes[c]; ok {
		return own[r]
	}
	return d.Default[r]
}

// directiveNames are the elements, by Result.
var directiveNames = [6]string{"definition_not_evaluated", "definition_true", "definition_false", "definition_unknown", "definition_error", "definition_not_applicable"}

// directiveOrder is the order of the elements in a document.
var directiveOrder = [6]Result{True, False, Unknown, Error, NotEvaluated, NotApplicable}

// ReadDirectives reads the directives document data; file is its name for messages.
func ReadDirectives(file string, data []byte) (Directives, error) {
	d := Directives{Source: true, Classes: map[Class][6]Directive{}}
	r, err := open(file, data, "oval_directives", NamespaceDirectives)
	if err != nil {
		return d, err
	}
	met := false
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "directives":
			met = true
			if r.Attr("include_source_definitions").Present() {
				d.Source = r.flag("include_source_definitions")
			}
			d.Default = r.directives()
		case "class_directives":
			if c := r.enum("class", classNames); c != invalid {
				d.Classes[Class(c)] = r.directives()
			}
		}
	}
	if !met {
		r.problem("has no directives")
	}
	problems, err := r.finish()
	if err != nil {
		return d, err
	}
	return d, problems.Err()
}

// directives reads the six directives of the current element.
func (r *reader) directives() (list [6]Directive) {
	for kids := r.Children(); kids.Next(); {
		for i, name := range directiveNames {
			if r.Local() != name {
				continue
			}
			list[i] = Directive{Reported: r.flag("reported"), Full: true}
			switch content := r.attr("content"); content {
			case "", "full":
			case "thin":
				list[i].Full = false
			default:
				r.problem("content is %q; want thin or full", content)
			}
		}
	}
	return list
}

package oval

import "github.com/stigwright/stigwright/diag"

// NamespaceVariables is that of documents with values of external variables.
const NamespaceVariables = "http://oval.mitre.org/XMLSchema/oval-variables-5"

// Externals are the values given to external variables, by id (OVAL Variables
// schema). A variable that is not in it has no value.
type Externals map[string][]string

// ReadExternals reads the variables document data; file is its name for messages.
func ReadExternals(file string, data []byte) (Externals, error) {
	r, err := open(file, data, "oval_variables", NamespaceVariables)
	if err != nil {
		return nil, err
	}
	x := Externals{}
	for kids := r.Children(); kids.Next(); {
		if r.Space() == NamespaceVariables && r.Local() == "variables" {
			r.externals(x)
		}
	}
	problems, err := r.finish()
	if err != nil {
		return nil, err
	}
	return x, diag.List(problems).Err()
}

func (r *reader) externals(x Externals) {
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "variable" {
			continue
		}
		id := r.required("id")
		if _, twice := x[id]; twice {
			r.problem("variable %s is given twice", id)
		}
		values := []string{}
		for inner := r.Children(); inner.Next(); {
			if r.Local() == "value" {
				values = append(values, r.value())
			}
		}
		x[id] = values
	}
}

package cci

// FamilyName is the name of a family of controls by its two letters, "" for letters
// that name none: the 20 families of NIST SP 800-53 revision 5 (section 2.2, table
// 1), and the 8 privacy families of revision 4 (appendix J), which revision 5 has
// merged into the others.
func FamilyName(letters string) string {
	switch letters {
	case "AC":
		return "Access Control"
	case "AT":
		return "Awareness and Training"
	case "AU":
		return "Audit and Accountability"
	case "CA":
		return "Assessment, Authorization, and Monitoring"
	case "CM":
		return "Configuration Management"
	case "CP":
		return "Contingency Planning"
	case "IA":
		return "Identification and Authentication"
	case "IR":
		return "Incident Response"
	case "MA":
		return "Maintenance"
	case "MP":
		return "Media Protection"
	case "PE":
		return "Physical and Environmental Protection"
	case "PL":
		return "Planning"
	case "PM":
		return "Program Management"
	case "PS":
		return "Personnel Security"
	case "PT":
		return "PII Processing and Transparency"
	case "RA":
		return "Risk Assessment"
	case "SA":
		return "System and Services Acquisition"
	case "SC":
		return "System and Communications Protection"
	case "SI":
		return "System and Information Integrity"
	case "SR":
		return "Supply Chain Risk Management"
	}
	return privacyFamily(letters)
}

// privacyFamily is FamilyName for the families of revision 4, appendix J.
func privacyFamily(letters string) string {
	switch letters {
	case "AP":
		return "Authority and Purpose"
	case "AR":
		return "Accountability, Audit, and Risk Management"
	case "DI":
		return "Data Quality and Integrity"
	case "DM":
		return "Data Minimization and Retention"
	case "IP":
		return "Individual Participation and Redress"
	case "SE":
		return "Security"
	case "TR":
		return "Transparency"
	case "UL":
		return "Use Limitation"
	}
	return ""
}

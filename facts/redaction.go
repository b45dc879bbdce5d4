package facts

// Redacted stands in a bundle for what was not stored (fact bundle schema, section 6).
const Redacted = redacted

// SecretName reports whether a name is that of a value which is never stored:
// reader_password, auth_token, clientSecret (section 6, patterns).
func SecretName(name string) bool { return secretWord().MatchString(name) }

// RedactText is a text without user and password in the addresses in it; a text with a
// private key in it is replaced as a whole.
func RedactText(s string) string { return redactText(s) }

// RedactUsers is a text without user and password in its words that are addresses without
// a scheme, as a proxy may be given: u:p@host:port.
func RedactUsers(s string) string { return redactUsers(s) }

// RedactLabels replaces the values of secret names in m, and redacts the others as
// text. It changes m and returns it.
func RedactLabels(m map[string]string) map[string]string { return redactMap(m) }

// RedactCommand is a command line without the words behind options such as --password,
// the values assigned to secret names, and private keys.
func RedactCommand(command string) string { return redactCommand(command) }

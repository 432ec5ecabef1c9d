/**
 * The catalogue of diagnostic codes. A code is stable: people search for it and scripts match on it. Each line says
 * what the code means and what to do about it; `docs/diagnostics.md` is made from this table.
 */
export const CODES: Readonly<Record<string, string>> = {
  NAFTIKO_FILE_UNREADABLE: 'The file could not be read. Check the path and its permissions.',
  NAFTIKO_FILE_TOO_LARGE: 'The file is larger than the engine reads. Split it, or raise `limits.documentBytes`.',
  NAFTIKO_YAML_SYNTAX: 'The text is not YAML. The message says where the parser gave up.',
  NAFTIKO_YAML_SEVERAL: 'The file holds several YAML documents; only the first is read. Put each in a file of its own.',
  NAFTIKO_NOT_A_CAPABILITY: 'The document declares neither consumes nor exposes. A capability has a `capability:` section with both.',
  NAFTIKO_VERSION_MISSING:
    'There is no `naftiko:` key with the version of the specification. Add `naftiko: 1.0.0-alpha2` as the first line.',
  NAFTIKO_SYNONYM: 'The key has another official name, which was used instead. Rename it.',
  NAFTIKO_UNKNOWN_KEY: 'The key is not known at this place and was ignored. Remove it, or mend its spelling.',
  NAFTIKO_MISSING_KEY: 'A key that this entry cannot do without is missing. Add it.',
  NAFTIKO_WRONG_TYPE: 'The value has another type than the key expects.',
  NAFTIKO_WRONG_VALUE: 'The value is not one of those the key allows.',
  NAFTIKO_WRONG_FORM: 'The text does not have the form that the key expects.',
  NAFTIKO_NO_PLUGIN: 'No loaded plugin handles this type. Mend the spelling, or load the plugin with `--plugin`.',
  NAFTIKO_NAMESPACE_MISSING: 'The entry has no namespace, so one was made up. Give it one, so that calls can name it.',
  NAFTIKO_NAMESPACE_TAKEN: 'Two entries of the same section share a namespace. Rename one.',
  NAFTIKO_PORT_CONFLICT: 'Two exposers want the same port. Change one, or start with `--any-port` or `--gateway`.',
  NAFTIKO_OPEN_ADDRESS:
    'The exposer listens beyond this machine without asking for credentials. Add `authentication`, or bind to 127.0.0.1.',
  NAFTIKO_UNKNOWN_OPERATION: 'The call names an operation that no consumed API of this document has.',
  NAFTIKO_CALL_MISSING: 'The operation calls nothing and has no values of its own. Add `call`, or remove it.',
  NAFTIKO_CALL_INFERRED: 'The operation says no `call`; the consumed operation of the same name was taken. Write it down.',
  NAFTIKO_NOT_SUPPORTED_YET: 'The document uses a part of the specification that this version does not run yet.',
  NAFTIKO_WITH_UNKNOWN: '`with` passes a value that the called operation does not take.',
  NAFTIKO_INPUT_UNUSED: 'The declared input reaches nothing. Use it in `with`, or remove it.',
  NAFTIKO_VARIABLE_UNBOUND: 'The variable is used but not bound; it is taken from the environment. Add it to `binds`.',
  NAFTIKO_VARIABLE_MISSING: 'A bound variable has no value. What needs it goes out without it.',
  NAFTIKO_EXPRESSION_SYNTAX: 'The expression is neither a path nor valid JSONata.',
  NAFTIKO_TEMPLATE_SYNTAX: 'The text has placeholders that cannot be read. Only `{{name}}` is a placeholder.',
  NAFTIKO_TEMPLATE_CALLER: 'A credential refers to an argument of the caller. Credentials come from `binds` only.',
  NAFTIKO_OUTPUT_AMBIGUOUS: 'Several outputs without names compete for the result. Name them, or keep one.',
  NAFTIKO_OUTPUT_VALUE: 'The constant does not fit the declared type.',
  NAFTIKO_FORMAT_UNKNOWN: 'No loaded plugin decodes this format.',
  NAFTIKO_PLUGIN_FAILED: 'The plugin broke its contract while compiling the entry. This is a bug of the plugin.',
}

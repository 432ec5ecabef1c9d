/**
 * The page about codes, made from the catalogue.
 * @param {{
 *   readonly diagnostics: Readonly<Record<string, string>>,
 *   readonly errors: Readonly<Record<string, string>>,
 *   readonly rules: Readonly<Record<string, string>>,
 *   readonly examples: ReadonlyMap<string, string>,
 * }} catalogue texts by code; severities of rules by code; examples by code
 * @returns {string}
 */
export function diagnosticsPage({ diagnostics, errors, rules, examples }) {
  const table = (codes) =>
    ['| code | what it means |', '| --- | --- |', ...Object.entries(codes).map(([code, text]) => `| \`${code}\` | ${text} |`)].join('\n')
  return `# Diagnostics and errors

Every finding and every error has a stable code. This page is made from the catalogue in \`packages/core/src/codes.ts\` by \`node scripts/diagnostics.js\`.

## Findings about a document

\`naftiko validate\` and \`engine.validate()\` report them, each with file, line, column and JSON Pointer. An **error** means that the document cannot be
loaded; a **warning** says that something was understood generously, or will not work (\`--strict\` turns warnings into errors); a **hint** says that something is odd.

${table(diagnostics)}

## Rules

These findings are about how documents should be written. \`--rule <code>=<severity>\` of \`validate\` and \`run\`, and the option \`rules\` of \`createEngine\`, set how bad they are:
\`off\`, \`hint\` (or \`info\`), \`warning\` or \`error\`. [Writing plugins](writing-plugins.md#rules) says how to add rules of your own.

| code | severity by default |
| --- | --- |
${Object.entries(rules)
  .map(([code, severity]) => `| \`${code}\` | ${severity} |`)
  .join('\n')}

## Examples

What \`naftiko validate\` says of documents with one mistake each.

${Object.keys(diagnostics)
  .filter((code) => examples.has(code))
  .map((code) => `### \`${code}\`\n\n\`\`\`text\n${examples.get(code)}\n\`\`\``)
  .join('\n\n')}

## Errors at start and at run time

They are in \`code\` of the error, of the \`application/problem+json\` answer, and of the log line.

${table(errors)}
`
}

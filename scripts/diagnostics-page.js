/**
 * The page about codes, made from the catalogue.
 * @param {{ readonly diagnostics: Readonly<Record<string, string>>, readonly errors: Readonly<Record<string, string>> }} catalogue
 * @returns {string}
 */
export function diagnosticsPage({ diagnostics, errors }) {
  const table = (codes) =>
    ['| code | what it means |', '| --- | --- |', ...Object.entries(codes).map(([code, text]) => `| \`${code}\` | ${text} |`)].join('\n')
  return `# Diagnostics and errors

Every finding and every error has a stable code. This page is made from the catalogue in \`packages/core/src/codes.ts\` by \`node scripts/diagnostics.js\`.

## Findings about a document

\`naftiko validate\` and \`engine.validate()\` report them, each with file, line, column and JSON Pointer. An **error** means that the document cannot be
loaded; a **warning** says that something was understood generously, or will not work (\`--strict\` turns warnings into errors); a **hint** says that something is odd.

${table(diagnostics)}

## Errors at start and at run time

They are in \`code\` of the error, of the \`application/problem+json\` answer, and of the log line.

${table(errors)}
`
}

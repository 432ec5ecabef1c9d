/**
 * The command line, as its own help tells it.
 * @param {{ commands: readonly object[], commandHelp: Function, programHelp: Function }} cli
 * @returns {Promise<string>}
 */
export async function cliPage({ commands, commandHelp, programHelp }) {
  const sections = []
  for (const entry of commands) sections.push(`## ${entry.name}\n\n\`\`\`text\n${commandHelp(entry, await entry.load())}\n\`\`\``)
  return `# Command line

What \`naftiko --help\` and \`naftiko <command> --help\` print, on one page. It is made by \`node scripts/cli.js\`. Streams, exit codes and the events of \`--json\` are described in
[packages/cli](../packages/cli/README.md).

\`\`\`text
${programHelp(commands)}
\`\`\`

${sections.join('\n\n')}
`
}

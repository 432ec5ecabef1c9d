// The command line of the MCP Inspector against the running OpenRouter capability: lists its tools and calls some of them.
// It is the last step of `npm run conformance`; npx fetches it, and the Node that it needs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startDemo } from '@naftiko/demo'

const INSPECTOR = ['-y', '-p', 'node@24', '-p', '@modelcontextprotocol/inspector@2.12.0', 'mcp-inspector', '--cli']

const run = promisify(execFile)

/** What the Inspector prints for one method. */
async function ask(url, ...method) {
  const { stdout } = await run('npx', [...INSPECTOR, url, '--transport', 'http', '--method', ...method])
  return JSON.parse(stdout)
}

const CHECKS = {
  'lists the tools': async (url) => {
    const { tools } = await ask(url, 'tools/list')
    return tools.length === 12 && tools.every(({ name, inputSchema }) => name !== '' && inputSchema.type === 'object')
  },
  'calls a tool': async (url) => {
    const { isError, structuredContent } = await ask(url, 'tools/call', '--tool-name', 'listmodels')
    return isError === false && structuredContent.data.length > 0
  },
  'calls a tool with an argument': async (url) => {
    const { content } = await ask(url, 'tools/call', '--tool-name', 'listmodelendpoints', '--tool-arg', 'author=openai', 'slug=gpt-4o')
    return JSON.parse(content[0].text).data !== undefined
  },
  'is told when a tool fails': async (url) => {
    const failure = await ask(url, 'tools/call', '--tool-name', 'getkey', '--tool-arg', 'hash=no-such-key').catch((error) => error)
    return String(failure.stderr).includes('isError:true')
  },
}

/** Whether everything was as it should be. */
export async function checkWithInspector() {
  process.stdout.write('\n===== MCP Inspector\n')
  const demo = await startDemo({ anyPort: true })
  let failed = 0
  for (const [title, check] of Object.entries(CHECKS)) {
    const problem = await check(demo.mcp).then(
      (isFine) => (isFine ? undefined : 'another answer was expected'),
      (error) => `${error.stdout ?? ''}${error.message}`,
    )
    process.stdout.write(problem === undefined ? `✓ ${title}\n` : `✗ ${title}: ${problem}\n`)
    if (problem !== undefined) failed += 1
  }
  await demo.stop()
  return failed === 0
}

// A server as a process: `node library.js <revisions> <habit>`. Both majors of the SDK can be it.
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

const [, , major, habit] = process.argv

process.stderr.write(`started with ${process.env['TOKEN'] ?? 'no token'}\n`)
if (habit === 'late') await wait(400)
if (habit === 'broken') process.exit(3)
if (habit === 'silent') await new Promise((resolve) => process.stdin.on('end', resolve).resume())
if (habit === 'noisy') process.stdout.write('Welcome to the library!\n')
if (habit === 'deaf') process.on('SIGTERM', () => {})
if (habit === 'deaf') setInterval(() => {}, 1000)

const words = (text) => ({ content: [{ type: 'text', text }] })

const TOOLS = {
  environment: () => ({ content: [], structuredContent: { names: Object.keys(process.env).toSorted(), values: process.env } }),
  where: () => ({ content: [], structuredContent: { cwd: process.cwd(), args: process.argv.slice(4), pid: process.pid } }),
  echo: (args) => ({ content: [], structuredContent: { given: args } }),
  fails: () => ({ ...words('no such book'), isError: true }),
  huge: ({ size }) => words('x'.repeat(size)),
  hang: () => new Promise(() => {}),
  dies: () => process.exit(1),
  complains: () => {
    process.stderr.write(`the token is ${process.env['TOKEN']}\n`)
    return words('complained')
  },
}

const run = (name, args = {}) => TOOLS[name](args)
const tools = Object.keys(TOOLS).map((name) => ({ name, inputSchema: { type: 'object' } }))

if (major === '1') {
  const { Server } = await import('@modelcontextprotocol/sdk/server/index.js')
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
  const { CallToolRequestSchema, ListToolsRequestSchema } = await import('@modelcontextprotocol/sdk/types.js')
  const server = new Server({ name: 'library', version: '1' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => run(params.name, params.arguments))
  // Some servers end when the first message is not the handshake.
  if (habit === 'strict')
    process.stdin.prependOnceListener('data', (chunk) => {
      if (!String(chunk).includes('"initialize"')) process.exit(4)
    })
  process.stdin.on('end', () => habit === 'deaf' || process.exit(0))
  await server.connect(new StdioServerTransport())
} else {
  const { Server } = await import('@modelcontextprotocol/server')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  serveStdio(
    () => {
      const server = new Server({ name: 'library', version: '2' }, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/list', async () => ({ tools }))
      server.setRequestHandler('tools/call', async ({ params }) => run(params.name, params.arguments))
      return server
    },
    { legacy: 'reject' },
  )
}

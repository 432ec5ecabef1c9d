import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { standardBuild } from '../src/build.ts'
import { finish, folderWith, start } from './terminal.ts'

const OPENROUTER = fileURLToPath(new URL('../../../test/fixtures/openrouter-seed.yaml', import.meta.url))

async function upstream(): Promise<{
  readonly baseUri: string
  readonly requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[]
}> {
  const requests: { url: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    requests.push({ url: request.url!, headers: request.headers })
    response.setHeader('content-type', 'application/json').end('{"data":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { baseUri: `openrouter=http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, requests }
}

describe('the standard build', () => {
  it('finds nothing wrong with the OpenRouter capability', async () => {
    const { exitCode, stdout } = await finish(['validate', OPENROUTER, '--format', 'json'], { build: standardBuild })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ valid: true })
  })

  it('calls one of its operations, with the credential of an environment file', async () => {
    const { baseUri, requests } = await upstream()
    const folder = await folderWith({ '.env': 'OPENROUTER_TOKEN=sk-or-secret\n' })
    const argv = ['call', OPENROUTER, 'openrouter.listmodelendpoints', 'author=openai', 'slug=gpt-4o', '--base-uri', baseUri]
    const result = await finish([...argv, '--env-file', `${folder}/.env`], { build: standardBuild })
    expect(result).toEqual({ exitCode: 0, stdout: '{"data":[]}\n', stderr: '' })
    expect(requests).toMatchObject([{ url: '/api/v1/models/openai/gpt-4o/endpoints', headers: { authorization: 'Bearer sk-or-secret' } }])
  })

  it('serves it as REST and MCP, and says what a missing credential means', async () => {
    const { baseUri } = await upstream()
    const running = start(['run', OPENROUTER, '--any-port', '--json', '--base-uri', baseUri], { build: standardBuild })
    const [line] = await running.stdout.shows(/.*"ready".*/)
    const { capabilities } = JSON.parse(line) as { capabilities: { endpoints: { type: string; url: string }[] }[] }
    const urls = Object.fromEntries(capabilities[0]!.endpoints.map(({ type, url }) => [type, url]))
    expect(await (await fetch(`${urls['rest']}/models`)).json()).toEqual({ data: [] })
    expect(urls['mcp']).toMatch(/\/mcp$/)
    expect(running.stderr.text).toContain('OPENROUTER_TOKEN is not set: calls to openrouter go out without it')
    running.signal('SIGTERM')
    expect(await running.exit).toBe(0)
  })
})

import { request } from 'node:http'
import type { Host } from '@naftiko/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restExposer } from '../src/index.ts'
import { restFor, route } from './rest.ts'

const ROUTES = [route('/things/{id}'), route('/{anything}')]

/** Addresses that a page, or a style sheet, makes a browser load. */
function referencesIn(text: string): readonly string[] {
  const found = [...text.matchAll(/\b(?:src|href)="([^"]+)"|\burl\(["']?([^"')]+)/g)].map((match) => match[1] ?? match[2]!)
  return found.filter((address) => !address.startsWith('data:') && !address.startsWith('#'))
}

describe('the page of documentation', () => {
  it.each([
    ['is off unless asked for', {}, {}, 404],
    ['is asked for by the document', { docs: true }, {}, 200],
    ['is asked for by the operator', {}, { docs: true }, 200],
    ['is off where the document says so, whatever the operator wants', { docs: false }, { docs: true }, 404],
  ])('%s', async (_, entry, options, status) => {
    const { host, url } = await served([route('/things/{id}')], entry, options)
    expect((await fetch(`${url}/docs`)).status).toBe(status)
    await host.stop()
  })

  describe.each([
    ['at the root', ''],
    ['behind a gateway', '/api-rest'],
  ])('%s', (_, prefix) => {
    let host: Host
    let url: string
    beforeAll(async () => {
      ;({ host, url } = await served([route('/things/{id}')], { docs: true }, {}, prefix !== ''))
    })
    afterAll(() => host?.stop())

    it('refers to files of its own listener only, and every one of them answers', async () => {
      const page = await fetch(`${url}/docs`)
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      const html = await page.text()
      const references = referencesIn(html)
      expect(references.length).toBeGreaterThan(3)
      for (const reference of references) {
        const at = new URL(reference, `${url}/docs`)
        expect(at.href.startsWith(`${url}/`)).toBe(true)
        const answer = await fetch(at)
        expect([reference, answer.status]).toEqual([reference, 200])
        const style = reference.endsWith('.css') ? await answer.text() : ''
        expect(referencesIn(style)).toEqual([])
      }
    })

    it('has a script that reads the description of this exposer', async () => {
      const script = await (await fetch(`${url}/docs/page.js`)).text()
      let settings: { url?: string; validatorUrl?: unknown } = {}
      const run = new Function('SwaggerUIBundle', 'document', script)
      run((given: typeof settings) => (settings = given), { baseURI: `${url}/docs#/things` })
      expect(settings).toMatchObject({ url: `${url}/openapi.json`, validatorUrl: null })
      expect(await (await fetch(settings.url!)).json()).toMatchObject({ openapi: '3.1.0', paths: { '/things/{id}': {} } })
    })

    it('is found with a slash at its end', async () => {
      const moved = await fetch(`${url}/docs/`)
      expect([moved.url, moved.status]).toEqual([`${url}/docs`, 200])
    })

    it('lets nothing run or load that is not a file of this listener', async () => {
      const page = await fetch(`${url}/docs`)
      const policy = page.headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      const html = await page.text()
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
    })
  })

  it('goes before routes with variables, and leaves all other paths to them', async () => {
    const { host, url } = await served([route('/things/{id}'), route('/{a}/{b}')], { docs: true })
    expect((await fetch(`${url}/docs/page.js`)).headers.get('content-type')).toContain('javascript')
    expect((await fetch(`${url}/docsy/page.js`)).status).toBe(200)
    expect((await fetch(`${url}/docsy`)).status).toBe(404)
    await host.stop()
  })

  it.each([[[route('/docs')]], [[route('/docs/{name}')]], [[route('/openapi.json')]], [ROUTES]])(
    'is left out, with a warning, where %j is served by the document',
    async (resources) => {
      const { host, url, codes } = await served(resources, { docs: true })
      expect(codes).toContain('NAFTIKO_DOCS_TAKEN')
      expect((await fetch(`${url}/docs`)).headers.get('content-security-policy')).toBeNull()
      await host.stop()
    },
  )

  it.each([
    ['HEAD', '/docs', 200],
    ['OPTIONS', '/docs', 204],
    ['POST', '/docs', 405],
    ['GET', '/docs/other.js', 404],
    ['GET', '/docs/../package.json', 404],
    ['GET', '/docs/..%2fpackage.json', 404],
    ['GET', '/docs/constructor', 404],
    ['GET', '/docs/LICENSE', 200],
  ])('%s %s is answered with %i', async (method, path, status) => {
    const { host, url } = await served([route('/things/{id}')], { docs: true })
    expect(await raw(url, path, method)).toBe(status)
    await host.stop()
  })

  it('is not sent again to who has it', async () => {
    const { host, url } = await served([route('/things/{id}')], { docs: true })
    const etag = (await fetch(`${url}/docs/page.js`)).headers.get('etag')!
    expect((await fetch(`${url}/docs/page.js`, { headers: { 'if-none-match': etag } })).status).toBe(304)
    await host.stop()
  })

  it('is behind the door of its exposer', async () => {
    const entry = { docs: true, authentication: { type: 'basic', username: 'me', password: 'secret' } }
    const { host, url } = await served([route('/things/{id}')], entry)
    for (const path of ['/docs', '/docs/page.js', '/docs/swagger-ui.css']) expect((await fetch(url + path)).status).toBe(401)
    const headers = { authorization: `Basic ${btoa('me:secret')}` }
    expect((await fetch(`${url}/docs`, { headers })).status).toBe(200)
    await host.stop()
  })

  it('writes the name of the API as text', async () => {
    const { host, url } = await served([route('/things/{id}')], { docs: true, namespace: '<img src=x>&"' })
    expect(await (await fetch(`${url}/docs`)).text()).toContain('<title>&#60;img src=x&#62;&#38;&#34;</title>')
    await host.stop()
  })
})

interface Served {
  readonly host: Host
  readonly url: string
  readonly codes: readonly string[]
}

async function served(resources: readonly object[], entry: object, options = {}, behindGateway = false): Promise<Served> {
  const { host, url, codes } = await restFor(resources, { exposer: restExposer(options), gateway: behindGateway }, entry)
  return { host, url, codes }
}

/** Asks for exactly this path: `fetch` would tidy it up before it leaves. */
function raw(url: string, path: string, method: string): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method }, (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    sent.once('error', reject)
    sent.end()
  })
}

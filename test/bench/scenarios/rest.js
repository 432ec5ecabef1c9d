// Goal 1: what passes through unchanged.
import { compare } from '../lib/compare.js'
import { start } from '../lib/processes.js'

export const title = 'REST, the answer passes as it is'

export async function run(options) {
  const { url } = await start('upstream.js')
  const naftiko = await start('naftiko.js', url)
  const [got, replyFrom] = [await start('by-hand.js', 'got', url), await start('reply-from.js', url)]
  const side = (server, path) => ({ server, request: { url: server.rest + path } })
  const cases = [
    { title: '1 KB, beside reply-from', path: '/small', count: 6000, baseline: replyFrom, goals: { cpu: 1 } },
    { title: '1 KB, beside koa + got', path: '/small', count: 3000, baseline: got, goals: { throughput: 4 } },
    { title: '400 KB, beside reply-from', path: '/large', count: 800, baseline: replyFrom, goals: { cpu: 1 } },
    { title: '400 KB, beside koa + got', path: '/large', count: 200, baseline: got },
  ]
  const results = []
  for (const { path, baseline, ...one } of cases)
    results.push(await compare({ ...one, sameAnswer: true, ours: side(naftiko, path), baseline: side(baseline, path) }, options))
  return results
}

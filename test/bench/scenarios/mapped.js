// Goal 2: an answer that is read, mapped and written anew.
import { compare } from '../lib/compare.js'
import { start } from '../lib/processes.js'

export const title = 'REST, the answer is mapped'

export async function run(options) {
  const { url } = await start('upstream.js')
  const [naftiko, byHand] = [await start('naftiko.js', url), await start('by-hand.js', 'undici', url)]
  const side = (server, path) => ({ server, request: { url: server.rest + path } })
  const cases = [
    { title: '20 fields of 20 KB', path: '/fields', count: 4000, goals: { cpu: 1.3 } },
    { title: '5 fields of each of 340 models', path: '/models', count: 300, goals: { cpu: 1.15 } },
  ]
  const results = []
  for (const { path, ...one } of cases)
    results.push(await compare({ ...one, sameAnswer: true, ours: side(naftiko, path), baseline: side(byHand, path) }, options))
  return results
}

import { apiKey } from './api-key.ts'
import { type Scheme, Incomplete } from './scheme.ts'
import { queryPair } from './pair.ts'

/** Keys in the query: `{parameters: [{name, value}]}`, `{parameters: {name: value}}`, or one in the spellings of an API key. */
export const query: Scheme = (settings) => {
  const parameters = settings.pairs('parameters')
  if (parameters.length === 0) {
    if (settings.word('name', 'key', 'query') === undefined) throw new Incomplete('"parameters" are missing, a list of name and value')
    return apiKey({ ...settings, word: (...keys) => (keys.includes('placement') ? 'query' : settings.word(...keys)) })
  }
  return {
    takes: parameters.map(([name]) => ({ in: 'query', name })),
    bind: (running) => {
      const pairs = parameters.flatMap(([name, setting]) => queryPair(name, setting(running)) ?? [])
      return pairs.length === 0 ? undefined : (draft) => void draft.query.push(...pairs)
    },
  }
}

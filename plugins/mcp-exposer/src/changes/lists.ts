import { emptyObject } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import { textOf } from '../protocol/answers.ts'
import type { Method, MethodCall } from '../protocol/method.ts'
import type { Service } from '../protocol/service.ts'

/** What is listed, by which methods, and what says that it is another list now. */
export const LISTS = {
  tools: { methods: ['tools/list'], notification: 'notifications/tools/list_changed' },
  prompts: { methods: ['prompts/list'], notification: 'notifications/prompts/list_changed' },
  resources: { methods: ['resources/list', 'resources/templates/list'], notification: 'notifications/resources/list_changed' },
} as const

export type ListName = keyof typeof LISTS

export const EVERY_LIST: ReadonlySet<ListName> = new Set(Object.keys(LISTS) as ListName[])

/** The lists that a server has at all. */
export function listsOf({ methods }: Service): readonly ListName[] {
  return [...EVERY_LIST].filter((name) => methods.has(LISTS[name].methods[0]))
}

/** What the lists of a server are compared with. `toolset`: as a client sees them that chose these. */
export type CompareLists = (before: Service, toolset: readonly string[] | undefined) => Promise<readonly ListName[]>

/**
 * Compares the lists of the version before with those of this server, as they are both now: what changed earlier was told
 * earlier. Many clients come over together, so that the same lists are read once.
 */
export function listsComparer(now: Service): CompareLists {
  const known = new WeakMap<Service, Map<string, Promise<readonly ListName[]>>>()
  return (before, toolset) => {
    const ofBefore = known.get(before) ?? new Map<string, Promise<readonly ListName[]>>()
    known.set(before, ofBefore)
    const key = toolset?.join(',') ?? ''
    const compared = ofBefore.get(key) ?? compare(before, now, toolset)
    ofBefore.set(key, compared)
    return compared
  }
}

async function compare(before: Service, now: Service, toolset: readonly string[] | undefined): Promise<readonly ListName[]> {
  const differs = async (name: ListName): Promise<boolean> => {
    const [old, current] = await Promise.all([before, now].map((service) => listed(service, name, toolset)))
    return old !== current
  }
  const names = [...EVERY_LIST]
  const found = await Promise.all(names.map(differs))
  return names.filter((_, index) => found[index])
}

async function listed({ methods, context }: Service, name: ListName, toolset: readonly string[] | undefined): Promise<string> {
  const call: MethodCall = {
    signal: new AbortController().signal,
    trace: () => context.trace(),
    ...(toolset === undefined ? {} : { toolset }),
  }
  const texts = await Promise.all(LISTS[name].methods.map((method) => everyPage(methods.get(method), call)))
  return texts.join('\n')
}

/** A list that cannot be read counts as empty, and so does one that a server does not have: whoever asks for it is told why. */
async function everyPage(method: Method | undefined, call: MethodCall): Promise<string> {
  if (method === undefined) return ''
  const pages: string[] = []
  const params = emptyObject()
  try {
    for (;;) {
      const text = textOf(await method(params, call))
      pages.push(text)
      const cursor = text.includes('"nextCursor"') ? member(JSON.parse(text), 'nextCursor') : undefined
      if (cursor === undefined) return pages.join('\n')
      params['cursor'] = cursor
    }
  } catch {
    return ''
  }
}

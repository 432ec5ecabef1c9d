import assert from 'node:assert/strict'
import { DocumentError, type Host } from '@naftiko/core'
import {
  type BinderNode,
  type BinderPlugin,
  type ConsumerNode,
  type ConsumerPlugin,
  type ExposerNode,
  type ExposerPlugin,
  type MaybePromise,
  type NodeEntry,
  type Plugin,
  PluginError,
  type StartContext,
  type StopContext,
} from '@naftiko/plugin-api'
import { capturedLog } from '../captured-log.ts'
import { type TestEngine, testEngine } from '../engine.ts'
import { emptyHostView } from '../host-view.ts'
import { type MemoryCapability, memoryDocument } from '../memory-document.ts'

/** An entry of the document as its author writes it. */
export interface SampleEntry extends NodeEntry {
  readonly [key: string]: unknown
}

/** A value, or a function that makes it when a check runs: for entries that name a server which is not up yet. */
export type Later<T> = T | (() => MaybePromise<T>)

export async function now<T extends object>(later: Later<T>): Promise<T> {
  return typeof later === 'function' ? await later() : later
}

export type TestedPlugin = ConsumerPlugin | ExposerPlugin | BinderPlugin

/** The node that each kind of plugin makes. */
export type NodeOf<P extends TestedPlugin> = P extends ConsumerPlugin ? ConsumerNode : P extends ExposerPlugin ? ExposerNode : BinderNode

/** Stands around each compilation: receives the real entry and the plugin's own work, and returns its node. */
export type Around = (entry: unknown, compile: () => MaybePromise<unknown>) => MaybePromise<unknown>

/** A plugin on the bench: documents with its entry go through the real engine, and its nodes can be had. */
export interface Bench<P extends TestedPlugin> {
  /** Loads the document and returns the node that the plugin made of its entry. Rejects when there are errors. */
  compile(around?: Around): Promise<NodeOf<P>>
  /** Loads the document and makes a host that opens no port. The caller starts and stops it. */
  host(): Promise<Host>
  /** The document, to be validated in another way. */
  document(): Promise<MemoryCapability>
  engine(around?: Around): TestEngine
}

export interface BenchParts<P extends TestedPlugin> {
  make(): P
  /** Plugins that the document needs besides. */
  readonly others?: readonly Plugin[]
  readonly variables?: Readonly<Record<string, string>>
  document(): MaybePromise<MemoryCapability>
}

export function bench<P extends TestedPlugin>(parts: BenchParts<P>): Bench<P> {
  const engine = (around: Around = (_, compile) => compile()): TestEngine =>
    testEngine([tapped(parts.make(), around), ...(parts.others ?? [])])
  const load = async (tested: TestEngine) => {
    try {
      return await tested.load(memoryDocument(await parts.document()))
    } catch (error) {
      if (error instanceof DocumentError)
        assert.fail(`the sample entry does not load: ${error.diagnostics.map((one) => `${one.code} ${one.message}`).join('; ')}`)
      throw error
    }
  }
  return {
    engine,
    document: async () => parts.document(),
    compile: async (around = (_, compile) => compile()) => {
      const nodes: unknown[] = []
      await load(
        engine(async (entry, compile) => {
          const node = await around(entry, compile)
          nodes.push(node)
          return node
        }),
      )
      assert.equal(nodes.length, 1, 'the plugin should compile the one entry of its type')
      return nodes[0] as NodeOf<P>
    },
    host: async () => {
      const tested = engine()
      return tested.host([await load(tested)], { expose: false, variables: parts.variables ?? {} })
    },
  }
}

/** The plugin with its compilations in the hands of the bench. Copied member by member: it may be an instance of a class. */
function tapped(plugin: TestedPlugin, around: Around): Plugin {
  const { kind, type, name, apiVersion } = plugin
  const compile = (entry: never, context: never): MaybePromise<unknown> => around(entry, () => plugin.compile(entry, context))
  const copy = { kind, type, name, apiVersion, ...('schema' in plugin ? { schema: plugin.schema } : {}), compile }
  return copy as unknown as Plugin
}

/** What `start` receives. A call of `fail` ends up as an error of the check that looks at it. */
export function startContext(variables: Readonly<Record<string, string>> = {}, signal?: AbortSignal): StartContext {
  return {
    variables,
    log: capturedLog(),
    host: emptyHostView(),
    signal: signal ?? new AbortController().signal,
    fail: (error) => {
      throw new PluginError('NAFTIKO_CONFORMANCE', 'the node failed for good while it was tested', { cause: error })
    },
  }
}

/** What `drain` and `stop` receive while there is time. */
export function stopContext(): StopContext {
  return { signal: new AbortController().signal }
}

/** What they receive when the time is over. */
export function overdue(): StopContext {
  return { signal: AbortSignal.abort() }
}

/** Variables have to be bound to be known; their values are given to the host. */
export function bindsFor(variables: Readonly<Record<string, string>>): readonly object[] {
  const keys = Object.fromEntries(Object.keys(variables).map((name) => [name, name]))
  return Object.keys(keys).length === 0 ? [] : [{ namespace: 'conformance', keys }]
}

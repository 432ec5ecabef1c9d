import type { Names } from '../names.ts'
import { aggregate } from './aggregate.ts'
import { mock } from './mock.ts'
import { proxy } from './proxy.ts'
import { tools } from './tools.ts'

/** What a template is filled with. */
export interface Filling extends Names {
  readonly baseUri: string
}

/** A kind of capability to begin with. */
export interface CapabilityTemplate {
  readonly about: string
  /** Whether there is an API behind it. */
  readonly consumes: boolean
  text(filling: Filling): string
}

export type TemplateName = 'proxy' | 'tools' | 'aggregate' | 'mock'

/** Every template, by the word of `--template`. */
export const TEMPLATES: Readonly<Record<TemplateName, CapabilityTemplate>> = {
  proxy: { about: 'one API, served as REST and as MCP tools', consumes: true, text: proxy },
  tools: { about: 'one API, served as MCP tools only', consumes: true, text: tools },
  aggregate: { about: 'a function of several calls, served as REST and as an MCP tool', consumes: true, text: aggregate },
  mock: { about: 'no API yet: fixed answers, to be replaced by calls', consumes: false, text: mock },
}

// tsyringe refuses to load without a Reflect polyfill, even when no decorator is used.
import 'reflect-metadata'
import { type DependencyContainer, instancePerContainerCachingFactory as once, container as root } from 'tsyringe'
import type { Logger } from '@naftiko/plugin-api'
import type { Compiler } from '../compile/compiler.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import type { Limits, RuleSeverity } from '../public.ts'
import type { Schemas } from '../validate/schemas.ts'

/** Every replaceable service of the engine. This interface is the whole list. */
export interface ServiceMap {
  readonly limits: Limits
  readonly log: Logger
  readonly registry: PluginRegistry
  readonly schemas: Schemas
  readonly compiler: Compiler
  /** Severity by code, where it is not the usual one. */
  readonly rules: Readonly<Record<string, RuleSeverity>>
}

/** How each service is made, from the others. */
export type Providers = { readonly [Name in keyof ServiceMap]: (services: Services) => ServiceMap[Name] }

/** The services of one engine: each made once, on first use, in a container of its own. */
export class Services {
  readonly #container: DependencyContainer

  constructor(providers: Providers, parent: DependencyContainer = root) {
    this.#container = parent.createChildContainer()
    for (const [name, make] of Object.entries(providers)) {
      this.#container.register(name, { useFactory: once(() => make(this)) })
    }
  }

  get<Name extends keyof ServiceMap>(name: Name): ServiceMap[Name] {
    return this.#container.resolve(name)
  }
}

import type { CapabilityView, ExposerView, HostView, JsonObject, LogLine } from '@naftiko/plugin-api'
import { observeCalls } from '../../observe/calls.ts'
import type { LogTap } from '../../observe/log-tap.ts'
import type { Redactor } from '../../observe/redact.ts'
import type { HostState, RunningEndpoint } from '../../public.ts'
import { ENGINE_VERSION } from '../../version.ts'
import type { PresentCapability } from '../running.ts'
import { withoutSecrets } from './config.ts'

/** What of a host changes while it runs. */
export interface HostFacts {
  readonly state: HostState
  readonly endpoints: readonly RunningEndpoint[]
  readonly missingVariables: Readonly<Record<string, readonly string[]>>
}

export interface ViewParts {
  readonly facts: HostFacts
  readonly redactor: Redactor
  readonly tap: LogTap
  readonly instance: string | undefined
}

/** The host as the nodes of one of its capabilities may see it. */
export function viewOf({ capability, compiled }: PresentCapability, { facts, redactor, tap, instance }: ViewParts): HostView {
  const exposed = new Set(
    compiled.exposers.flatMap(({ namespace, node }) => node.operations.map((operation) => `${namespace}.${operation.name}`)),
  )
  const document = compiled.model.document.normal.value
  return {
    capability: describe(capability, document),
    engine: ENGINE_VERSION,
    ...(instance === undefined ? {} : { instance }),
    exposers: () =>
      compiled.exposers.map(({ namespace, type, node }) => exposerView(facts, capability.file, { namespace, type }, node.endpoint)),
    missingVariables: () => facts.missingVariables[capability.name] ?? [],
    config: () => withoutSecrets(document, redactor),
    validate: () => capability.validate(),
    observe: (observer) => observeCalls(compiled.runtime, exposed, observer),
    logs: (listener) => tap.listen((line) => isAbout(line, capability.name) && listener(line)),
  }
}

function describe({ name, description }: PresentCapability['capability'], document: JsonObject): CapabilityView {
  const specification = document['naftiko'] ?? document['ikanos']
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(specification === undefined ? {} : { specification: String(specification) }),
  }
}

/** An exposer whose door stays closed answers, but serves nobody. */
function exposerView(
  { state, endpoints }: HostFacts,
  file: string,
  exposer: Pick<ExposerView, 'namespace' | 'type'>,
  { transport }: Pick<ExposerView, 'transport'>,
): ExposerView {
  const endpoint = endpoints.find((one) => one.file === file && one.namespace === exposer.namespace && one.type === exposer.type)
  const { url } = endpoint ?? {}
  const started = state === 'running' && endpoint !== undefined && endpoint.closed === undefined
  return { ...exposer, transport, ...(url === undefined ? {} : { url }), state: started ? 'started' : 'stopped' }
}

/** Lines of the host itself belong to everybody. */
function isAbout({ fields }: LogLine, capability: string): boolean {
  return fields['capability'] === undefined || fields['capability'] === capability
}

export { createEngine } from './engine.ts'
export { loadPlugins } from './plugin/load-plugins.ts'
export { CODES, ERROR_CODES } from './codes.ts'
export { DEFAULT_LIMITS } from './limits.ts'
export { didYouMean, nearest } from './nearest.ts'
export type {
  Capability,
  CapabilityExposer,
  Engine,
  EngineOptions,
  Explanation,
  GraphDescription,
  GraphNode,
  Host,
  HostOptions,
  HostStartOptions,
  HostState,
  InvokeOptions,
  Limits,
  Report,
  RequestHandler,
  RuleSeverity,
  RunningEndpoint,
  Source,
  LoadOptions,
  ValidateOptions,
} from './public.ts'
export {
  CancelledError,
  type Diagnostic,
  DocumentError,
  InputError,
  InvocationError,
  type Logger,
  MappingError,
  NaftikoError,
  type Outcome,
  type Plugin,
  PluginError,
  StartError,
  UnavailableError,
  UpstreamError,
} from '@naftiko/plugin-api'

export type { JsonObject, JsonSchema, JsonValue, MaybePromise } from './json.ts'
export type { BindsEntry, CallSpec, InputEntry, NodeEntry, OutputEntry, StepEntry } from './document.ts'
export type { InputLocation, InputParameter, InputShape, InputType, PayloadUse } from './input.ts'
export type {
  Blocks,
  Decoder,
  Invocation,
  Invoke,
  OnProgress,
  Outcome,
  OutcomeMetadata,
  Payload,
  StreamOutcome,
  TraceContext,
  Trailers,
  ValueOutcome,
} from './invocation.ts'
export type { BinderNode, CompiledStep, ConsumerNode, Effects, Endpoint, ExposerNode, Operation, StepContext, StepNode } from './node.ts'
export type { CallEnd, CallObserver, CapabilityView, ExposerView, HostView, LogLine, ObservedCall } from './host-view.ts'
export type { LinkedRelay, Relay, RelayRequest } from './relay.ts'
export type { Offer, OfferedFile } from './offer.ts'
export type { Standing } from './standing.ts'
export type { Lifecycle, StartContext, StopContext } from './lifecycle.ts'
export type { LogFields, Logger } from './logger.ts'
export type { Diagnostic, Position, Problem, Severity } from './problem.ts'
export type { Mapping, Scope, Template, TemplateOptions, TemplateReference } from './expression.ts'
export type {
  Collected,
  CollectOptions,
  CompileContext,
  InputFault,
  LinkContext,
  LinkedCall,
  Located,
  Sibling,
  LinkOptions,
  ReadOptions,
  StepCompileContext,
  StepValue,
} from './compile.ts'
export { API_VERSION } from './plugin.ts'
export type { BinderPlugin, ConsumerPlugin, ExposerPlugin, FormatPlugin, Plugin, PluginOf, RulePlugin, StepPlugin } from './plugin.ts'
export type { ReportRule, RuleDocument, RuleEntry, RuleNode } from './rule.ts'
export {
  CancelledError,
  DocumentError,
  InputError,
  InvocationError,
  MappingError,
  NaftikoError,
  PluginError,
  StartError,
  StepError,
  UnavailableError,
  UpstreamError,
} from './errors.ts'
export type { Fault } from './errors.ts'
export { problemBody, toProblem, traceIdOf } from './wire.ts'
export type { ProblemBody } from './wire.ts'
export { FORWARD_HEADERS } from './caller-headers.ts'
export type { CallerHeaders, ForwardedHeaders, ForwardHeadersEntry, HeaderNamesEntry } from './caller-headers.ts'
export { parseSize } from './size.ts'
export { DURATION, isDuration, parseDuration } from './duration.ts'
export { emptyObject, isList, isObject } from './json.ts'
export { inexactNumber } from './exact-number.ts'
export { pointerTo, segmentsOf } from './pointer.ts'
export { essenceOf, isEventStream, isJson, isText } from './media-type.ts'
export { inputSchema, shapeSchema } from './input-schema.ts'
export { CONSUMED_VALUE, durationSchema, textSchema } from './schema-pieces.ts'
export { closedForEditors, EDITOR_KEYWORD, partSchema } from './schema-part.ts'
export type { SchemaPart } from './schema-part.ts'
export { bodyTooLarge, limitedBody, readBody } from './request-body.ts'
export { isTrue } from './truth.ts'
export { pause } from './pause.ts'
export { retryAfter } from './retry-after.ts'
export { isSameName, simpleName } from './same-name.ts'
export { pathFault } from './path-fault.ts'
export { eachPiece } from './byte-stream.ts'
export type { ByteStream, TakePiece } from './byte-stream.ts'
export { findInside, isBelow, openTruePath } from './inside.ts'
export type { Inside } from './inside.ts'
export { callerSignal } from './caller-signal.ts'
export { whenAborted } from './when-aborted.ts'
export type { AbortListener, Waiting } from './when-aborted.ts'
export { LinkedSet } from './linked-set.ts'
export type { Place } from './linked-set.ts'
export { unlessAborted } from './unless-aborted.ts'
export { isHeaderName, isHeaderText, isOfConnection } from './headers.ts'
export { causeOf, unreachableReason } from './unreachable.ts'
export { timeoutSetting } from './timeout-setting.ts'
export { parsedAs } from './parsed-as.ts'
export type { Mutable } from './mutable.ts'

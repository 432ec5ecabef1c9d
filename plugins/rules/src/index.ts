import type { RulePlugin } from '@naftiko/plugin-api'
import { consumesDescription } from './consumes/consumes-description.ts'
import { restResourceDescription } from './exposes/rest-resource-description.ts'
import { restOperationDescription } from './exposes/rest-operation-description.ts'
import { toolDescription } from './exposes/tool-description.ts'
import { functionDescription } from './aggregates/function-description.ts'
import { baseUriSlash } from './consumes/base-uri-slash.ts'
import { baseUriExample } from './consumes/base-uri-example.ts'
import { consumedPathQuery } from './consumes/consumed-path-query.ts'
import { restPathSlash } from './exposes/rest-path-slash.ts'
import { restPathQuery } from './exposes/rest-path-query.ts'
import { addressExample } from './exposes/address-example.ts'
import { stdioAuthentication } from './exposes/stdio-authentication.ts'
import { oauth2Https } from './exposes/oauth2-https.ts'
import { oauth2Scopes } from './exposes/oauth2-scopes.ts'
import { openAddress } from './exposes/open-address.ts'
import { portsUnique } from './exposes/ports-unique.ts'
import { controlOnce } from './exposes/control-once.ts'
import { controlAddress } from './exposes/control-address.ts'
import { stepsNamePattern } from './exposes/steps-name-pattern.ts'
import { semanticsConflict } from './aggregates/semantics-conflict.ts'
import { namespacesUnique } from './everywhere/namespaces-unique.ts'
import { infoTags } from './everywhere/info-tags.ts'
import { noScriptsInTexts } from './everywhere/no-scripts-in-texts.ts'
import { literalSecret } from './everywhere/literal-secret.ts'
import { methodMissing } from './everywhere/method-missing.ts'
import { variableTaken } from './everywhere/variable-taken.ts'
import { unusedImport } from './unused/unused-import.ts'
import { unusedStep } from './unused/unused-step.ts'
import { unusedVariable } from './unused/unused-variable.ts'
import { unusedOperation } from './unused/unused-operation.ts'
import { unusedFunction } from './unused/unused-function.ts'
import { unusedInput } from './unused/unused-input.ts'
import { asPlugin } from './rule.ts'

/** The rules about how capabilities should be written. */
export function rules(): readonly RulePlugin[] {
  return [
    consumesDescription,
    restResourceDescription,
    restOperationDescription,
    toolDescription,
    functionDescription,
    baseUriSlash,
    baseUriExample,
    consumedPathQuery,
    restPathSlash,
    restPathQuery,
    addressExample,
    stdioAuthentication,
    oauth2Https,
    oauth2Scopes,
    openAddress,
    portsUnique,
    controlOnce,
    controlAddress,
    stepsNamePattern,
    semanticsConflict,
    namespacesUnique,
    infoTags,
    noScriptsInTexts,
    literalSecret,
    variableTaken,
    methodMissing,
    unusedVariable,
    unusedOperation,
    unusedFunction,
    unusedInput,
    unusedStep,
    unusedImport,
  ].map(asPlugin)
}

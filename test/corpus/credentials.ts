import { isObject, type JsonObject, type JsonValue } from '@naftiko/plugin-api'

/** The headers by which a caller identifies to an exposer, as its entry says; variables have the values that they are given. */
export function credentialsFor(exposer: JsonObject | undefined, variables: Readonly<Record<string, string>>): Record<string, string> {
  const authentication = exposer?.['authentication'] ?? exposer?.['auth']
  if (!isObject(authentication)) return {}
  const filled = (key: string): string => fill(authentication[key], variables)
  switch (String(authentication['type']).toLowerCase()) {
    case 'bearer':
      return { authorization: `Bearer ${filled('token')}` }
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${filled('username')}:${filled('password')}`).toString('base64')}` }
    case 'apikey':
      return { [filled('key')]: filled('value') }
    default:
      return {}
  }
}

/** Whether an exposer takes the tokens of an authorization server only, which is not here. */
export function wantsTokens(exposer: JsonObject | undefined): boolean {
  const authentication = exposer?.['authentication']
  return isObject(authentication) && authentication['type'] === 'oauth2'
}

function fill(value: JsonValue | undefined, variables: Readonly<Record<string, string>>): string {
  return String(value ?? '').replaceAll(/\{\{\s*(?:[\w-]+\.)?(\w+)\s*\}\}/g, (_, name: string) => variables[name] ?? '')
}

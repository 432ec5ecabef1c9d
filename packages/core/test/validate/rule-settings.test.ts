import { describe, expect, it } from 'vitest'
import { createEngine, type RuleSeverity } from '@naftiko/core'

const engineWith = (rules: Record<string, unknown>) => () => createEngine({ plugins: [], rules: rules as Record<string, RuleSeverity> })

describe('the option rules of an engine', () => {
  it.each([
    [{ NAFTIKO_UNKNOWN_KYE: 'off' }, 'rules: there is no code NAFTIKO_UNKNOWN_KYE; did you mean NAFTIKO_UNKNOWN_KEY?'],
    [{ 'x-y-z': 'off' }, 'rules: there is no code x-y-z'],
    [
      { NAFTIKO_UNKNOWN_KEY: 'eror' },
      'rules: NAFTIKO_UNKNOWN_KEY cannot be "eror", but error, warning, info, hint, off; did you mean error?',
    ],
    [{ NAFTIKO_UNKNOWN_KEY: true }, 'rules: NAFTIKO_UNKNOWN_KEY cannot be "true", but error, warning, info, hint, off'],
  ])('refuses %o, which would do nothing', (rules, message) => {
    expect(engineWith(rules)).toThrow(expect.objectContaining({ code: 'NAFTIKO_RULE_SETTING', message }))
  })

  it('takes codes of the engine', () => {
    expect(engineWith({ NAFTIKO_UNKNOWN_KEY: 'error', NAFTIKO_OPEN_ADDRESS: 'off' })).not.toThrow()
  })
})

import { describe, expect, it } from 'vitest'
import { API_VERSION, type FormatPlugin, type Plugin } from '@naftiko/plugin-api'
import { PluginRegistry } from '../../src/plugin/registry.ts'

const format = (type: string, name = 'my-format'): FormatPlugin => ({
  kind: 'format',
  type,
  name,
  apiVersion: API_VERSION,
  compile: () => () => null,
})

describe('PluginRegistry', () => {
  it('finds plugins by kind and type, whatever the case', () => {
    const plugin = format('xml')
    const registry = new PluginRegistry([plugin])
    expect(registry.get('format', 'XML')).toBe(plugin)
    expect(registry.get('consumer', 'xml')).toBeUndefined()
  })

  it('refuses two plugins for one word and names both', () => {
    expect(() => new PluginRegistry([format('xml', 'one'), format('xml', 'two')])).toThrow(/two and one both handle the format type "xml"/)
  })

  it.each([
    ['another API version', { ...format('x'), apiVersion: 2 }, /plugin API 2/],
    ['no API version', { ...format('x'), apiVersion: undefined }, /plugin API undefined/],
    ['an unknown kind', { ...format('x'), kind: 'magic' }, /kind "magic"/],
    ['no type', { ...format('') }, /lacks a type/],
    ['no compile', { ...format('x'), compile: undefined }, /lacks a type or a compile function/],
    ['nothing at all', undefined, /without a name/],
  ])('refuses a plugin with %s', (_, plugin, message) => {
    expect(() => new PluginRegistry([plugin as unknown as Plugin])).toThrow(message)
  })
})

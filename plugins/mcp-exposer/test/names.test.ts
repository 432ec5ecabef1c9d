import { describe, expect, it } from 'vitest'
import { cleanNames } from '../src/names.ts'

describe('cleanNames', () => {
  it.each([
    ['listmodels', 'listmodels'],
    ['get_model-2', 'get_model-2'],
    ['list openapi.yml', 'list_openapi_yml'],
    ['données', 'donn_es'],
    ['模型', 'tool'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('calls the tool %s %s', (name, clean) => {
    expect(cleanNames([name], 'tool')).toEqual([clean])
  })

  it.each([
    ['filter[name]', 'filter_name'],
    ['$top', 'top'],
    ['_id', '_id'],
    ['page.size', 'page.size'],
    ['[]', 'property'],
  ])('calls the argument %s %s', (name, clean) => {
    expect(cleanNames([name], 'property')).toEqual([clean])
  })

  it('numbers names that come out the same, and leaves the one alone that was fine before', () => {
    expect(cleanNames(['a b', 'a.b', 'a_b', 'a/b'], 'tool')).toEqual(['a_b_2', 'a_b_3', 'a_b', 'a_b_4'])
  })

  it('keeps numbered names short enough', () => {
    const [, second] = cleanNames([`${'x'.repeat(64)}.`, `${'x'.repeat(64)}!`], 'tool')
    expect(second).toBe(`${'x'.repeat(62)}_2`)
  })
})

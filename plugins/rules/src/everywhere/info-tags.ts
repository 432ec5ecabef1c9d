import type { Rule } from '../rule.ts'

/** Off unless asked for. */
export const infoTags: Rule = {
  type: 'info-tags',
  code: 'NAFTIKO_INFO_TAGS',
  severity: 'off',
  check(document, report) {
    if (document.info['tags'] === undefined)
      report({ message: 'the capability has no tags', hint: 'add "tags" to "info"', at: '/info', key: true })
  },
}

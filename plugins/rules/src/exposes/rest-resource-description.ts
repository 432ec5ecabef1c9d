import { entriesOf, isDescribed, membersOf, textOf } from '../members.ts'
import type { Rule } from '../rule.ts'

/** Descriptions of resources end up in the OpenAPI of the exposer. */
export const restResourceDescription: Rule = {
  type: 'rest-resource-description',
  code: 'NAFTIKO_RESOURCE_DESCRIPTION',
  severity: 'off',
  check(document, report) {
    for (const resource of entriesOf(document, 'exposes', 'rest').flatMap((rest) => membersOf(rest, 'resources'))) {
      const { entry, value, at } = resource
      const operations = membersOf(resource, 'operations')
      const saysEnough = operations.length > 0 && operations.every((operation) => isDescribed(document, operation.value))
      if (textOf(value['description']) === undefined && !saysEnough)
        report({ message: 'this resource has no description', hint: 'add "description": what can be had here', at, key: true }, entry)
    }
  },
}

import { InputError, InvocationError } from '@naftiko/plugin-api'
import type { Page } from '../http/page.ts'
import { LEVELS, type LogReaders } from '../log-readers.ts'

/** The log as it is written, as server-sent events. */
export function logsPage(readers: LogReaders): Page {
  return {
    method: 'GET',
    path: '/logs/stream',
    answer: ({ query }) => {
      const asked = query.get('level') ?? 'info'
      const level = LEVELS.find((one) => one === asked)
      if (level === undefined) throw new InputError(`"level" is one of ${LEVELS.join(', ')}`, { input: 'level' })
      if (readers.full)
        throw new InvocationError(
          'caller',
          503,
          'NAFTIKO_LOG_READERS',
          `the log has ${readers.most} readers already; wait until one leaves, or raise "max-subscribers"`,
        )
      return { kind: 'own', write: (request, response) => readers.add(request, response, level) }
    },
  }
}

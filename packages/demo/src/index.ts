export { fakeOpenRouter } from './fake/open-router.ts'
export type { FakeOpenRouter, FakeOpenRouterOptions, FakeRequest } from './fake/open-router.ts'
export { startDemo } from './demo.ts'
export type { Demo, DemoOptions } from './demo.ts'

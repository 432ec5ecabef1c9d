import type { JsonObject, JsonValue } from '@naftiko/plugin-api'

/** One call, and what the examples of the mock API mean for it. */
export interface Expected {
  readonly call: string
  readonly arguments: JsonObject
  readonly result: JsonValue
}

/** One document: the calls of its tools, of its REST routes, and the tools of its skills. */
export interface Step {
  readonly file: string
  readonly tools: readonly Expected[]
  readonly routes?: readonly Expected[]
  readonly skills?: Readonly<Record<string, readonly string[]>>
  /** What the registry is asked with. */
  readonly credentials?: { readonly token: 'secret' | 'literal' }
}

const NORTHERN = { imo: 'IMO-9321483', name: 'Northern Star', type: 'cargo', flag: 'NO', status: 'active' }
const PACIFIC = { imo: 'IMO-9456781', name: 'Pacific Dawn', type: 'tanker', flag: 'SG', status: 'maintenance' }
const FAITHFUL = { vesselCode: 'LEGACY-4012', name: 'Old Faithful', type: 'cargo', flag: 'GB', status: 'active' }
const MAIDEN = { vesselCode: 'LEGACY-2087', name: 'Iron Maiden', type: 'bulk_carrier', flag: 'PA', status: 'laid_up' }
const ERIK = { fullName: 'Erik Lindström', role: 'captain' }
const MARIA = { fullName: 'Maria Santos', role: 'first_officer' }
const AIKO = { fullName: 'Aiko Tanaka', role: 'cook' }
const HANS = { fullName: 'Hans Mueller', role: 'engineer' }

const listShips = (call = 'list-ships'): readonly Expected[] => [
  { call, arguments: {}, result: [NORTHERN, PACIFIC] },
  { call, arguments: { status: 'active' }, result: [NORTHERN] },
  { call, arguments: { status: 'maintenance' }, result: [PACIFIC] },
]
const getShip = (call: string, north: JsonObject = {}, pacific: JsonObject = {}): readonly Expected[] => [
  { call, arguments: { imo: 'IMO-9321483' }, result: { ...NORTHERN, ...north } },
  { call, arguments: { imo: 'IMO-9456781' }, result: { ...PACIFIC, ...pacific } },
]
const withSpecs = (call = 'get-ship'): readonly Expected[] =>
  getShip(call, { specs: { yearBuilt: 2015, tonnage: 42_000, length: 229 } }, { specs: { yearBuilt: 2018, tonnage: 55_000, length: 274 } })
const withCrew = (call = 'get-ship-with-crew'): readonly Expected[] =>
  getShip(
    call,
    { yearBuilt: 2015, tonnage: 42_000, length: 229, crew: [ERIK, AIKO] },
    { yearBuilt: 2018, tonnage: 55_000, length: 274, crew: [MARIA, HANS] },
  )
const legacy = (call = 'list-legacy-vessels'): readonly Expected[] => [{ call, arguments: {}, result: [FAITHFUL, MAIDEN] }]

const VOYAGE = {
  shipImo: 'IMO-9321483',
  departurePort: 'Oslo "Ø"',
  arrivalPort: 'Singapore',
  departureDate: '2026-04-10T08:00:00Z',
  arrivalDate: '2026-05-02T14:00:00Z',
  crewIds: ['CREW-001', 'CREW-003'],
  cargoIds: ['CARGO-2024-0451'],
}
const createVoyage = (call = 'create-voyage'): readonly Expected[] => [
  {
    call,
    arguments: VOYAGE,
    result: {
      voyageId: 'VOY-2026-042',
      shipImo: VOYAGE.shipImo,
      route: { from: VOYAGE.departurePort, to: VOYAGE.arrivalPort },
      dates: { departure: VOYAGE.departureDate, arrival: VOYAGE.arrivalDate },
      crewIds: VOYAGE.crewIds,
      cargoIds: VOYAGE.cargoIds,
      status: 'planned',
    },
  },
]
const MANIFEST = { voyageId: 'VOY-2026-042', status: 'planned' }
const ABOARD = {
  crew: [ERIK, AIKO],
  cargo: [{ type: 'container', description: 'Electronics components', weight: 12.5, hazardous: false }],
}
const manifest: Expected = {
  call: 'get-voyage-manifest',
  arguments: { voyageId: 'VOY-2026-042' },
  result: {
    ...MANIFEST,
    route: { from: 'Oslo', to: 'Singapore' },
    ship: { name: 'Northern Star', type: 'cargo', flag: 'NO' },
    ...ABOARD,
  },
}

const routesWith = (legacyRoute: readonly Expected[]): readonly Expected[] => [
  ...listShips('GET /ships'),
  ...withSpecs('GET /ships/{imo}'),
  ...withCrew('GET /ships/{imo}/crew'),
  ...legacyRoute,
  ...createVoyage('POST /voyages'),
]
const routes = routesWith(legacy('GET /legacy/vessels'))
/** The route of this document looks for a list in the whole answer, where there is an object. */
const routesOfSeven = routesWith([{ call: 'GET /legacy/vessels', arguments: {}, result: null }])
const fleet = ['list-ships', 'get-ship', 'list-legacy-vessels', 'get-ship-with-crew']
const secret = { credentials: { token: 'secret' } } as const
const six = [...listShips(), ...withSpecs(), ...legacy(), ...createVoyage()]
const seven = [...six, ...withCrew()]
const skills = { 'fleet-ops': fleet, 'voyage-ops': ['create-voyage'] }

/** The documents of the tutorial in their order. */
export const STEPS: readonly Step[] = [
  {
    file: 'step-1-shipyard-mock.yml',
    tools: [{ call: 'get-ship', arguments: { imo_number: 'IMO-1' }, result: { ...NORTHERN, imo: 'IMO-1' } }],
  },
  { file: 'step-2-shipyard-wiring.yml', tools: [...listShips(), ...getShip('get-ship')] },
  { file: 'step-3-shipyard-auth.yml', tools: [...listShips(), ...getShip('get-ship')], ...secret },
  { file: 'step-4-shipyard-output-shaping.yml', tools: [...listShips(), ...withSpecs()], ...secret },
  { file: 'step-5-shipyard-multi-source.yml', tools: [...listShips(), ...withSpecs(), ...legacy()], ...secret },
  { file: 'step-6-shipyard-write-operations.yml', tools: six, ...secret },
  { file: 'step-7-shipyard-orchestrated-lookup.yml', tools: seven, routes: routesOfSeven, skills, ...secret },
  { file: 'step-8-shipyard-skill-groups.yml', tools: seven, skills, ...secret },
  { file: 'step-9-shipyard-aggregates.yml', tools: seven, skills, ...secret },
  { file: 'step-10-shipyard-rest-adapter.yml', tools: seven, routes, skills, ...secret },
  {
    file: 'step-11-shipyard-fleet-manifest.yml',
    tools: [...seven, manifest],
    routes: [
      ...routes,
      {
        call: 'GET /voyages/{voyageId}/manifest',
        arguments: manifest.arguments,
        result: {
          ...MANIFEST,
          departurePort: 'Oslo',
          arrivalPort: 'Singapore',
          shipName: 'Northern Star',
          shipType: 'cargo',
          shipFlag: 'NO',
          ...ABOARD,
        },
      },
    ],
    skills: { 'fleet-ops': fleet, 'voyage-ops': ['create-voyage', 'get-voyage-manifest'] },
    // Its shared file forgets the braces around both names.
    credentials: { token: 'literal' },
  },
]

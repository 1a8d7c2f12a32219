/** Room synchronisation. Knows neither React nor the viewer. */
export { RoomSession } from './session';
export type { Connection, Note, RoomView } from './session';
export type { Peer } from './live';
export type { Refusal } from './durable';
export type { Ended } from './socket';

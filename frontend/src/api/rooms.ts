/** The room's REST API. Errors are `ApiError` with the server's code. */
import { errorOf } from './errors';

export interface RoomSeries {
  series_uid: string;
  number: number | null;
  modality: string;
  description: string;
  body_part: string;
  frame_of_reference_uid: string;
  image_count: number;
}

export interface RoomStudy {
  study_uid: string;
  date: string | null;
  description: string;
  prior: boolean;
  series: RoomSeries[];
}

export interface RoomPatient {
  patient_id: string;
  name: string;
  birth_date: string | null;
  sex: string;
}

export type Plane = '' | 'axial' | 'coronal' | 'sagittal';

/** What a viewport shows: the first series that every word which is not empty fits. Empty means any, or as stored. */
export interface HangingViewport {
  study: 'current' | 'prior';
  modality: string;
  description_contains: string;
  plane: Plane;
  reformat: Plane;
  preset: string;
}

/** How a study is hung. `viewports` holds `rows` times `columns` of them, row by row. See docs/hanging-protocols.md. */
export interface HangingProtocol {
  id: string;
  name: string;
  modality: string;
  body_part: string;
  rows: number;
  columns: number;
  linked: boolean;
  viewports: HangingViewport[];
}

export interface Room {
  id: string;
  title: string;
  created_at: string;
  patient: RoomPatient;
  studies: RoomStudy[];
  hanging_protocols: HangingProtocol[];
}

export interface Colleague {
  id: string;
  name: string;
  role: string;
}

function csrfToken(): string {
  return document.querySelector<HTMLInputElement>('input[name=csrfmiddlewaretoken]')?.value ?? '';
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-CSRFToken': csrfToken() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw await errorOf(response);
}

export const fetchRoom = (id: string): Promise<Room> => call('GET', `/api/rooms/${id}/`);
export const fetchColleagues = (id: string): Promise<Colleague[]> => call('GET', `/api/rooms/${id}/people/`);
export const invite = (id: string, userId: string): Promise<void> =>
  call('POST', `/api/rooms/${id}/people/`, { user_id: userId });
export const putOut = (id: string, userId: string): Promise<void> =>
  call('DELETE', `/api/rooms/${id}/people/${userId}/`);

import type { RoomSeries, RoomStudy } from '../../../api/rooms';
import { t } from '../../../shared/i18n';
import { day } from '../format';

/** A series and the study it belongs to. */
export interface Choice {
  study: RoomStudy;
  series: RoomSeries;
}

/** What a dragged series carries: its UID, under a type of our own, so that nothing else is taken for one. */
export const SERIES_TYPE = 'application/x-teleconsult-series';

interface Props {
  studies: RoomStudy[];
  /** Series UID by viewport, from viewport 1. */
  open: (string | null)[];
  loaded: Map<string, number>;
  onOpen: (choice: Choice) => void;
}

function thumbnailUrl({ study, series }: Choice): string {
  return `/dicomweb/studies/${study.study_uid}/series/${series.series_uid}/thumbnail`;
}

function Entry({ choice, props }: { choice: Choice; props: Props }) {
  const { series } = choice;
  const viewports = props.open.flatMap((uid, index) => (uid === series.series_uid ? [index + 1] : []));
  const loaded = props.loaded.get(series.series_uid);
  const partial = loaded !== undefined && loaded < series.image_count;
  const title = series.description || series.modality;
  return (
    <li>
      <button
        type="button"
        className="series"
        data-modality={series.modality}
        aria-current={viewports.length > 0 || undefined}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(SERIES_TYPE, series.series_uid);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={() => props.onOpen(choice)}
      >
        <span className="thumbnail" aria-hidden>
          <img src={thumbnailUrl(choice)} alt="" loading="lazy" width={82} height={82} />
          {viewports.length > 0 && <span className="in-viewport">{viewports.join(' ')}</span>}
          <span className="count">{series.image_count}</span>
        </span>
        <span className="series-title">{title}</span>
        <span className="series-detail">
          {partial ? t('%(loaded)s of %(total)s', { loaded, total: series.image_count }) : series.modality}
        </span>
        <span className="visually-hidden">
          {t('%(count)s images, %(day)s', { count: series.image_count, day: day(choice.study.date) })}
          {viewports.length > 0 && `, ${t('in viewport %(number)s', { number: viewports.join(', ') })}`}
        </span>
      </button>
    </li>
  );
}

/** All series of the consult, newest study first. */
export function SeriesRail(props: Props) {
  const entries = props.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
  return (
    <nav className="series-rail" aria-label={t('Series of this consult')}>
      <h2>{t('Series')}</h2>
      <ul aria-label={t('Series')}>
        {entries.map((choice, index) => (
          <EntryGroup
            key={choice.series.series_uid}
            first={entries[index - 1]?.study !== choice.study}
            choice={choice}
            props={props}
          />
        ))}
      </ul>
    </nav>
  );
}

function EntryGroup({ first, choice, props }: { first: boolean; choice: Choice; props: Props }) {
  return (
    <>
      {first && (
        <li className="study-day">
          {day(choice.study.date)} {choice.study.prior && <span className="prior">{t('PRIOR')}</span>}
        </li>
      )}
      <Entry choice={choice} props={props} />
    </>
  );
}

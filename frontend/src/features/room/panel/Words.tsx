import { t } from '../../../shared/i18n';
import { type Named, pieces } from './words';

export interface WordLinks {
  people: readonly Named[];
  me: string;
  onFinding: (number: number) => void;
  onImage: (number: number) => void;
}

/** Words of a person, with links to findings and images and with the names of those spoken to. */
export function Words({ text, links }: { text: string; links: WordLinks }) {
  return (
    <p dir="auto" className="words">
      {pieces(text, links.people).map((piece, index) => {
        switch (piece.kind) {
          case 'finding':
          case 'image': {
            const go = piece.kind === 'finding' ? links.onFinding : links.onImage;
            return (
              <button key={index} type="button" className="word-link" onClick={() => go(piece.number)}>
                {piece.text}
              </button>
            );
          }
          case 'mention':
            return (
              <mark key={index} className={piece.person === links.me ? 'mention is-me' : 'mention'}>
                <bdi>{piece.text}</bdi>
                {piece.person === links.me && <span className="visually-hidden"> {t('(you)')}</span>}
              </mark>
            );
          default:
            return <span key={index}>{piece.text}</span>;
        }
      })}
    </p>
  );
}

/** Where components take their words from; the code itself is shared with the layers beside this one. */
export { type Values, t } from '../shared/i18n';

// @ts-check
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * Layers: app > features > { sync, viewer, ui, api } > { protocol, shared }. A lower one never imports a higher
 * one, and the four in the middle do not know each other: they meet in a feature.
 * @type {Record<string, string[]>}
 */
const FORBIDDEN = {
  features: ['app'],
  sync: ['app', 'features', 'viewer', 'ui', 'api'],
  viewer: ['app', 'features', 'sync', 'ui', 'api'],
  ui: ['app', 'features', 'sync', 'viewer', 'api'],
  api: ['app', 'features', 'sync', 'viewer', 'ui'],
  protocol: ['app', 'features', 'sync', 'viewer', 'ui', 'api', 'shared'],
  shared: ['app', 'features', 'sync', 'viewer', 'ui', 'api', 'protocol'],
};

const ENGINE = {
  regex: '^(@cornerstonejs|@kitware)/',
  message: 'Only src/viewer knows the rendering engine; use the API of src/viewer/index.ts.',
};
const REACT = { regex: '^react(-dom)?(/|$)', message: 'src/sync works without React.' };

/** @param {string} layer */
function layerRule(layer) {
  const above = FORBIDDEN[layer] ?? [];
  const patterns = [
    {
      regex: `^(\\./|\\.\\./)+(${above.join('|')})(/|$)`,
      message: `src/${layer} may not import this layer.`,
    },
    ...(layer === 'viewer' ? [] : [ENGINE]),
    ...(layer === 'sync' ? [REACT] : []),
  ];
  return {
    files: [`src/${layer}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/protocol/generated.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': ['error', { patterns: [ENGINE] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  ...Object.keys(FORBIDDEN).map(layerRule),
  // The page that the room is measured against is the rendering engine and nothing else.
  { files: ['bench/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  // A describe block or a component's JSX is long without being complicated.
  { files: ['**/*.test.{ts,tsx}'], rules: { 'max-lines-per-function': 'off' } },
);

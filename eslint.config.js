// Lint: TypeScript and React mistakes, and the one-way imports that keep engine, pages and runtime apart.

import next from '@next/eslint-plugin-next';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Of d3, arithmetic is welcome anywhere.
const ui = '^(react|react-dom|next|radix-ui|lucide-react|nuqs|@tanstack.+|d3-(selection|drag|zoom))(/|$)';
const onnxruntime = '^onnxruntime';
const node = '^node:';
const top = (/** @type {string} */ folders) => `^(@/|(\\.\\./)+)(${folders})(/|$)`;
const inLib = (/** @type {string} */ folders) => `^(@/lib/|(\\.\\./)+(lib/)?)(${folders})(/|$)`;
const pages = top('app|components|workers');
/** What the static bundle leaves out: the only pages and routes that may ask lib/server. */
const serverFiles = 'app/**/*.server.{ts,tsx}';

/** The folders of components from the ground up: each may import those before it, and the files that lie in components itself. */
const layers = [
  ...['ui', 'figures', 'views', 'lesson', 'present', 'run', 'engine', 'publications', 'publish', 'published'],
  ...['tour', 'site', 'bench', 'compare', 'gallery', 'learn', 'models', 'workbench'],
];
const inComponents = 'components reach the engine through lib/worker/client only';
const notInComponents = [onnxruntime, node, top('app|workers'), inLib('backends|onnx|server|worker/serve')];

/** What each folder may not import. A file belongs to one entry only: later entries would replace earlier ones, not add. */
const boundaries = [
  boundary('engine imports lib/errors and its own files only', ['lib/engine/**'], {
    forbidden: ['^(?!@/lib/errors$|@/lib/engine/|\\./)'],
  }),
  boundary('onnx, trace and compare are pure: no page, runtime, server or Node', ['lib/{onnx,trace,compare}/**'], {
    forbidden: [ui, onnxruntime, node, pages, inLib('backends|worker|server')],
  }),
  boundary('backends run the engine: no page, no worker protocol, no server', ['lib/backends/**'], {
    forbidden: [ui, pages, inLib('worker|server')],
  }),
  boundary('the worker protocol knows neither pages nor onnxruntime', ['lib/worker/**'], {
    forbidden: [ui, onnxruntime, pages, inLib('server')],
  }),
  boundary('lib knows neither pages, server nor onnxruntime; only lib/backends runs it', ['lib/**'], {
    ignores: ['lib/{engine,onnx,trace,compare,backends,worker,storage,server}/**'],
    forbidden: [ui, onnxruntime, pages, inLib('backends|worker|server')],
  }),
  boundary('the server knows neither pages nor what runs models', ['lib/server/**'], {
    forbidden: [ui, onnxruntime, pages, inLib('backends|worker|storage')],
  }),
  boundary('storage knows neither pages nor the engine; its downloads run in a worker', ['lib/storage/**'], {
    forbidden: [ui, onnxruntime, pages, inLib('backends|engine|onnx|server|worker/(?!download$|link$).+')],
  }),
  boundary(`${inComponents}, nor anything of a folder of components`, ['components/*.{ts,tsx}'], {
    forbidden: [...notInComponents, '^(@/components/|\\./)[^/]+/'],
  }),
  ...layers.map((folder, i) =>
    boundary(
      `${inComponents}; ${folder} stands on ${layers.slice(0, i).join(', ') || 'nothing'}`,
      [`components/${folder}/**`],
      {
        forbidden: [...notInComponents, `^@/components/(?!(${layers.slice(0, i + 1).join('|')})/)[^/]+/`],
      },
    ),
  ),
  boundary('pages reach the engine through lib/worker/client only, and the server in files named .server', ['app/**'], {
    ignores: [serverFiles],
    forbidden: [onnxruntime, top('workers'), inLib('backends|onnx|server|worker/serve')],
  }),
  boundary('pages reach the engine through lib/worker/client only', [serverFiles], {
    forbidden: [onnxruntime, top('workers'), inLib('backends|onnx|worker/serve')],
  }),
  boundary('workers have no page', ['workers/**'], { forbidden: [ui, node, top('app|components'), inLib('server')] }),
];

/**
 * Forbids imports, static and dynamic, by pattern.
 * @param {string} message
 * @param {string[]} folders or patterns of files
 * @param {{ forbidden: string[], ignores?: string[] }} options
 * @returns {import('eslint').Linter.Config}
 */
function boundary(message, folders, { forbidden, ignores = [] }) {
  const selectors = forbidden.map((pattern) => ({
    // A selector's pattern cannot hold a slash.
    selector: `ImportExpression[source.value=/${pattern.replaceAll('/', '\\x2f')}/]`,
    message,
  }));
  return {
    files: folders.map((folder) => (folder.endsWith('*') ? `${folder}/*.{ts,tsx}` : folder)),
    ignores,
    rules: {
      'no-restricted-imports': ['error', { patterns: forbidden.map((regex) => ({ regex, message })) }],
      'no-restricted-syntax': ['error', ...selectors],
    },
  };
}

const pureGlobals = ['window', 'document', 'navigator', 'self', 'localStorage', 'indexedDB', 'fetch', 'process'].map(
  (name) => ({ name, message: 'engine, onnx, trace and compare know no page, no thread and no network' }),
);

export default defineConfig(
  { ignores: ['**/node_modules/', '.*/', 'out/', 'public/', 'bench-results/', 'next-env.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['app/**', 'components/**', 'lib/**', 'workers/**'],
    // A server's log is its standard error.
    ignores: ['lib/server/**'],
    rules: { 'no-console': 'error' },
  },
  { ...reactHooks.configs.flat.recommended, files: ['app/**', 'components/**'] },
  { ...next.configs['core-web-vitals'], files: ['app/**', 'components/**'] },
  ...boundaries,
  {
    files: ['lib/{engine,onnx,trace,compare}/**'],
    rules: { 'no-restricted-globals': ['error', ...pureGlobals] },
  },
  {
    files: ['lib/engine/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'randomness comes in as an argument' },
        { object: 'Date', property: 'now', message: 'the clock comes in as an argument' },
        { object: 'performance', property: 'now', message: 'the clock comes in as an argument' },
      ],
    },
  },
  { files: ['tests/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);

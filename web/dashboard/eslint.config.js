import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import { readdirSync } from 'node:fs'
import { baseConfig } from '../eslint.base.js'
import { plain } from '../plain-words.js'

/** The folders of src/, from the top down: each imports from itself and from those after it. */
const LAYERS = ['app', 'features', 'console', 'page', 'session', 'data', 'ui', 'i18n', 'format']
/** Paths that the documentation promises to portals. They hold re-exports only, and no other file imports them. */
const DOCUMENTED = ['src/api', 'src/types', 'src/hooks', 'src/views']

const features = readdirSync(new URL('src/features/', import.meta.url))
const zones = [
  ...LAYERS.slice(1).map((layer, index) => ({
    target: `./src/${layer}`,
    from: LAYERS.slice(0, index + 1).map((above) => `./src/${above}`),
    message: `${layer}/ is below it: see LAYERS in eslint.config.js.`,
  })),
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [`./${feature}`],
    message: 'One feature does not import another: move what both need to a folder below, or join them in app/.',
  })),
  {
    target: './src',
    from: DOCUMENTED.map((path) => `./${path}`),
    message: 'This path is kept for portals. Import the file that it re-exports.',
  },
]

export default [
  { ignores: ['dist-embed/'] },
  ...baseConfig(import.meta.dirname),
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  ...['en', 'es'].map((language) => ({
    files: [`src/i18n/${language}/*.ts`, `src/i18n/console/${language}*.ts`],
    plugins: { plain },
    rules: { 'plain/no-banned-phrases': ['error', language] },
  })),
  { files: ['**/*.tsx'], ...a11y.flatConfigs.strict },
  { files: ['**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
]

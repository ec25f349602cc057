/** Documented path, kept for portals; the dashboard itself does not import it. */
export { useData, type Data, type DataOptions } from '@/data/useData'

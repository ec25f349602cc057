/** Documented path, kept for portals; the dashboard itself does not import it. */
export { endpoints, endpoints as default } from '@teamkpi/client'

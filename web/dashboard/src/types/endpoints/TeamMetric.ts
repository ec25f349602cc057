export type { TeamMetric, TeamMetricList } from '@teamkpi/client'

import { type ApiListResult, createShape, type Team } from '@teamkpi/client'

export const teamNames = createShape<ApiListResult<Team>>()(['Records.Id', 'Records.Name'])

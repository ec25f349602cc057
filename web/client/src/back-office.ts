// Written by "npm run generate" from contract/openapi.json; do not edit.

import type { components } from './back-office-contract.js'
import { entityCalls } from './entity-calls.js'

export type { EntityCalls, RecordListOptions } from './entity-calls.js'

type Schemas = components['schemas']
type Changed = Schemas['Changed']

/** The calls of the back office, by kind of record. They take an operator's token or an API key. */
export const backOffice = {
  businesses: /* @__PURE__ */ entityCalls<
    Schemas['BusinessRecordList'],
    Schemas['BusinessRecord'],
    Schemas['BusinessBody'],
    Schemas['BusinessCreated'],
    Changed
  >('/api/sys/businesses'),
  coworkers: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerRecordList'],
    Schemas['CoworkerRecord'],
    Schemas['CoworkerBody'],
    Schemas['CoworkerCreated'],
    Changed
  >('/api/spaces/coworkers'),
  teams: /* @__PURE__ */ entityCalls<
    Schemas['TeamRecordList'],
    Schemas['TeamRecord'],
    Schemas['TeamBody'],
    Schemas['TeamCreated'],
    Changed
  >('/api/spaces/teams'),
  resources: /* @__PURE__ */ entityCalls<
    Schemas['ResourceRecordList'],
    Schemas['ResourceRecord'],
    Schemas['ResourceBody'],
    Schemas['ResourceCreated'],
    Changed
  >('/api/spaces/resources'),
  bookings: /* @__PURE__ */ entityCalls<
    Schemas['BookingRecordList'],
    Schemas['BookingRecord'],
    Schemas['BookingBody'],
    Schemas['BookingCreated'],
    Changed
  >('/api/spaces/bookings'),
  checkins: /* @__PURE__ */ entityCalls<
    Schemas['CheckinRecordList'],
    Schemas['CheckinRecord'],
    Schemas['CheckinBody'],
    Schemas['CheckinCreated'],
    Changed
  >('/api/spaces/checkins'),
  coworkerproducts: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerProductRecordList'],
    Schemas['CoworkerProductRecord'],
    Schemas['CoworkerProductBody'],
    Schemas['CoworkerProductCreated'],
    Changed
  >('/api/billing/coworkerproducts'),
  coworkerextraservices: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerExtraServiceRecordList'],
    Schemas['CoworkerExtraServiceRecord'],
    Schemas['CoworkerExtraServiceBody'],
    Schemas['CoworkerExtraServiceCreated'],
    Changed
  >('/api/billing/coworkerextraservices'),
  coworkertimepasses: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerTimePassRecordList'],
    Schemas['CoworkerTimePassRecord'],
    Schemas['CoworkerTimePassBody'],
    Schemas['CoworkerTimePassCreated'],
    Changed
  >('/api/billing/coworkertimepasses'),
  coworkerbookingcredits: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerBookingCreditRecordList'],
    Schemas['CoworkerBookingCreditRecord'],
    Schemas['CoworkerBookingCreditBody'],
    Schemas['CoworkerBookingCreditCreated'],
    Changed
  >('/api/billing/coworkerbookingcredits'),
  eventattendees: /* @__PURE__ */ entityCalls<
    Schemas['EventAttendeeRecordList'],
    Schemas['EventAttendeeRecord'],
    Schemas['EventAttendeeBody'],
    Schemas['EventAttendeeCreated'],
    Changed
  >('/api/content/eventattendees'),
  coworkercontracts: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerContractRecordList'],
    Schemas['CoworkerContractRecord'],
    Schemas['CoworkerContractBody'],
    Schemas['CoworkerContractCreated'],
    Changed
  >('/api/billing/coworkercontracts'),
  coworkerinvoices: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerInvoiceRecordList'],
    Schemas['CoworkerInvoiceRecord'],
    Schemas['CoworkerInvoiceBody'],
    Schemas['CoworkerInvoiceCreated'],
    Changed
  >('/api/billing/coworkerinvoices'),
  charges: /* @__PURE__ */ entityCalls<
    Schemas['ChargeRecordList'],
    Schemas['ChargeRecord'],
    Schemas['ChargeBody'],
    Schemas['ChargeCreated'],
    Changed
  >('/api/billing/charges'),
  coworkerbookingcreditusehistories: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerBookingCreditUseHistoryRecordList'],
    Schemas['CoworkerBookingCreditUseHistoryRecord'],
    Schemas['CoworkerBookingCreditUseHistoryBody'],
    Schemas['CoworkerBookingCreditUseHistoryCreated'],
    Changed
  >('/api/billing/coworkerbookingcreditusehistories'),
  coworkerextraserviceusehistories: /* @__PURE__ */ entityCalls<
    Schemas['CoworkerExtraServiceUseHistoryRecordList'],
    Schemas['CoworkerExtraServiceUseHistoryRecord'],
    Schemas['CoworkerExtraServiceUseHistoryBody'],
    Schemas['CoworkerExtraServiceUseHistoryCreated'],
    Changed
  >('/api/billing/coworkerextraserviceusehistories'),
}

/** A `Business` as the back office returns it. */
export type BusinessRecord = Schemas['BusinessRecord']
/** A `Business` as the back office takes it. */
export type BusinessBody = Schemas['BusinessBody']
/** A `Coworker` as the back office returns it. */
export type CoworkerRecord = Schemas['CoworkerRecord']
/** A `Coworker` as the back office takes it. */
export type CoworkerBody = Schemas['CoworkerBody']
/** A `Team` as the back office returns it. */
export type TeamRecord = Schemas['TeamRecord']
/** A `Team` as the back office takes it. */
export type TeamBody = Schemas['TeamBody']
/** A `Resource` as the back office returns it. */
export type ResourceRecord = Schemas['ResourceRecord']
/** A `Resource` as the back office takes it. */
export type ResourceBody = Schemas['ResourceBody']
/** A `Booking` as the back office returns it. */
export type BookingRecord = Schemas['BookingRecord']
/** A `Booking` as the back office takes it. */
export type BookingBody = Schemas['BookingBody']
/** A `Checkin` as the back office returns it. */
export type CheckinRecord = Schemas['CheckinRecord']
/** A `Checkin` as the back office takes it. */
export type CheckinBody = Schemas['CheckinBody']
/** A `CoworkerProduct` as the back office returns it. */
export type CoworkerProductRecord = Schemas['CoworkerProductRecord']
/** A `CoworkerProduct` as the back office takes it. */
export type CoworkerProductBody = Schemas['CoworkerProductBody']
/** A `CoworkerExtraService` as the back office returns it. */
export type CoworkerExtraServiceRecord = Schemas['CoworkerExtraServiceRecord']
/** A `CoworkerExtraService` as the back office takes it. */
export type CoworkerExtraServiceBody = Schemas['CoworkerExtraServiceBody']
/** A `CoworkerTimePass` as the back office returns it. */
export type CoworkerTimePassRecord = Schemas['CoworkerTimePassRecord']
/** A `CoworkerTimePass` as the back office takes it. */
export type CoworkerTimePassBody = Schemas['CoworkerTimePassBody']
/** A `CoworkerBookingCredit` as the back office returns it. */
export type CoworkerBookingCreditRecord = Schemas['CoworkerBookingCreditRecord']
/** A `CoworkerBookingCredit` as the back office takes it. */
export type CoworkerBookingCreditBody = Schemas['CoworkerBookingCreditBody']
/** A `EventAttendee` as the back office returns it. */
export type EventAttendeeRecord = Schemas['EventAttendeeRecord']
/** A `EventAttendee` as the back office takes it. */
export type EventAttendeeBody = Schemas['EventAttendeeBody']
/** A `CoworkerContract` as the back office returns it. */
export type CoworkerContractRecord = Schemas['CoworkerContractRecord']
/** A `CoworkerContract` as the back office takes it. */
export type CoworkerContractBody = Schemas['CoworkerContractBody']
/** A `CoworkerInvoice` as the back office returns it. */
export type CoworkerInvoiceRecord = Schemas['CoworkerInvoiceRecord']
/** A `CoworkerInvoice` as the back office takes it. */
export type CoworkerInvoiceBody = Schemas['CoworkerInvoiceBody']
/** A `Charge` as the back office returns it. */
export type ChargeRecord = Schemas['ChargeRecord']
/** A `Charge` as the back office takes it. */
export type ChargeBody = Schemas['ChargeBody']
/** A `CoworkerBookingCreditUseHistory` as the back office returns it. */
export type CoworkerBookingCreditUseHistoryRecord = Schemas['CoworkerBookingCreditUseHistoryRecord']
/** A `CoworkerBookingCreditUseHistory` as the back office takes it. */
export type CoworkerBookingCreditUseHistoryBody = Schemas['CoworkerBookingCreditUseHistoryBody']
/** A `CoworkerExtraServiceUseHistory` as the back office returns it. */
export type CoworkerExtraServiceUseHistoryRecord = Schemas['CoworkerExtraServiceUseHistoryRecord']
/** A `CoworkerExtraServiceUseHistory` as the back office takes it. */
export type CoworkerExtraServiceUseHistoryBody = Schemas['CoworkerExtraServiceUseHistoryBody']

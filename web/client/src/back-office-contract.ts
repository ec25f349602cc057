// Written by "npm run generate" from contract/openapi.json; do not edit.

export type paths = Record<string, never>
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * BusinessRecordList
     * @description One page of a list of businesses.
     */
    BusinessRecordList: {
      Records: components['schemas']['BusinessRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * BusinessRecord
     * @description One Business, as stored.
     */
    BusinessRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Text.
       * @example Text
       */
      Name: string
      /**
       * @description Text.
       * @example Text
       */
      WebAddress: string | null
      /**
       * @description ISO 4217 code.
       * @example GBP
       */
      CurrencyCode: string
      /**
       * @description IANA time zone.
       * @example Europe/London
       */
      SimpleTimeZoneNameIana: string
      /**
       * @description A display name for the record.
       * @example Business 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DefaultLanguage: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RootLocationId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      NextInvoice: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CountryId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CountryName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CurrencyId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SimpleTimeZoneId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      VenueType: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FloorSpaceUnit: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MondayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MondayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MondayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TuesdayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TuesdayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TuesdayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      WednesdayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      WednesdayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      WednesdayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ThursdayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ThursdayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ThursdayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FridayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FridayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FridayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SaturdayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SaturdayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SaturdayClosed: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SundayOpenTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SundayCloseTime: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SundayClosed: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * Changed
     * @description The result of a change, with the record's id.
     */
    Changed: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['RecordId'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * RecordId
     * @description The id of a record.
     */
    RecordId: {
      /**
       * @description The record's id.
       * @example 101
       */
      Id: number
    }
    /**
     * FieldError
     * @description One problem with a request.
     */
    FieldError: {
      /**
       * @description The value sent; null if the field was absent or the value is long.
       * @example yesterday
       */
      AttemptedValue: unknown
      /**
       * @description What is wrong.
       * @example must be a date and time like 2026-11-21T12:00:00Z
       */
      Message: string
      /**
       * @description The field or parameter.
       * @example FromTime
       */
      PropertyName: string
    }
    /**
     * BusinessCreated
     * @description The result of creating a Business, with the whole record.
     */
    BusinessCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['BusinessRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerRecordList
     * @description One page of a list of coworkers.
     */
    CoworkerRecordList: {
      Records: components['schemas']['CoworkerRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerRecord
     * @description One Coworker, as stored.
     */
    CoworkerRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Text.
       * @example Text
       */
      FullName: string
      /**
       * @description E-mail address.
       * @example jane@techinnovators.com
       */
      Email: string
      /**
       * @description Coworker type: 1 Individual, 2 Company.
       * @example 1
       */
      CoworkerType: number
      /**
       * @description Text.
       * @example Text
       */
      CompanyName: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Active: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Archived: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UserLastAccess: string | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      MondayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      TuesdayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      WednesdayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      ThursdayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      FridayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      SaturdayAttendance: number | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @example 1
       */
      SundayAttendance: number | null
      /**
       * @description Id. Derived; ignored in request bodies.
       * @example 101
       */
      TeamId: number | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      TeamName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      TeamNames: string
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      TeamIds: string
      /**
       * @description Id. Derived; ignored in request bodies.
       * @example 101
       */
      TariffId: number | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      TariffName: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      StartDate: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      RenewalDate: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      CancellationDate: string | null
      /**
       * @description Whole number. Derived; ignored in request bodies.
       * @example 1
       */
      BillingDay: number
      /**
       * @description Boolean. Derived; ignored in request bodies.
       * @example false
       */
      HasDueInvoices: boolean
      /**
       * @description List of ids. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example [
       *       101,
       *       102
       *     ]
       */
      Teams: number[] | null
      /**
       * @description List of ids. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example [
       *       101,
       *       102
       *     ]
       */
      Businesses: number[] | null
      /**
       * @description A display name for the record.
       * @example Coworker 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CountryId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SimpleTimeZoneId: null
      /**
       * @description Always 1: the ledger does not store this field.
       * @example 1
       * @constant
       */
      Gender: 1
      /**
       * @description Always 1: the ledger does not store this field.
       * @example 1
       * @constant
       */
      TaxRateType: 1
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoicingBusinessId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      UserId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      UserFullName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      UserActive: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CreateUser: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      UserIsAdmin: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsAdmin: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CanMakeBookings: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CanBookForTeam: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CanPurchaseProducts: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CanPurchaseEvents: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CanAccessCommunity: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      NextAutoInvoice: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RegistrationDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CheckinSinceLastRenewal: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MinutesSinceLastRenewal: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      NextTariffId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ChurnProbability: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EngagementLevel: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BillingName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BillingEmail: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BillingAddress: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AccessCardId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AccessPincode: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      KeyFobNumber: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom1: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom2: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom3: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom4: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom5: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom6: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom7: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom8: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom9: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom10: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom11: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom12: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom13: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom14: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom15: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom16: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom17: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom18: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom19: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom20: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom21: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom22: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom23: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom24: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom25: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom26: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom27: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom28: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom29: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Custom30: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Twitter: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Facebook: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Linkedin: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Instagram: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Github: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Pinterest: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Skype: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Telegram: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Flickr: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Vimeo: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Tumblr: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Blogger: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ProfileSummary: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ProfileWebsite: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ProfileTags: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MobilePhone: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LandLine: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ProfileIsPublic: false
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      RegularPaymentProvider: 0
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerCreated
     * @description The result of creating a Coworker, with the whole record.
     */
    CoworkerCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * TeamRecordList
     * @description One page of a list of teams.
     */
    TeamRecordList: {
      Records: components['schemas']['TeamRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * TeamRecord
     * @description One Team, as stored.
     */
    TeamRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Text of at most 254 characters.
       * @example Text
       */
      Name: string
      /**
       * @description List of ids.
       * @example [
       *       101,
       *       102
       *     ]
       */
      TeamMembers: number[]
      /**
       * @description List of ids.
       * @example [
       *       101,
       *       102
       *     ]
       */
      TeamAdministrators: number[]
      /**
       * @description Id.
       * @example 101
       */
      PayingMemberId: number | null
      /**
       * @description Boolean.
       * @example false
       */
      CreateSingleInvoiceForTeam: boolean
      /**
       * @description Decimal.
       * @example 25
       */
      MaxTeamMemberCount: number | null
      /**
       * @description Id.
       * @example 101
       */
      DefaultTariffId: number | null
      /**
       * @description Text.
       * @example Text
       */
      DefaultTariffName: string | null
      /**
       * @description Boolean.
       * @example false
       */
      DefaultMemberTariffKeepNewAccountsOnHold: boolean
      /**
       * @description Boolean.
       * @example false
       */
      DisableAttendanceDashboard: boolean
      /**
       * @description Decimal.
       * @example 25
       */
      DiscountCharges: number | null
      /**
       * @description Decimal.
       * @example 25
       */
      DiscountExtraServices: number | null
      /**
       * @description Decimal.
       * @example 25
       */
      DiscountTariffs: number | null
      /**
       * @description Decimal.
       * @example 25
       */
      DiscountTimePasses: number | null
      /**
       * @description Boolean.
       * @example false
       */
      HasCommunityGroup: boolean
      /**
       * @description Text.
       * @example Text
       */
      Description: string | null
      /**
       * @description Text.
       * @example Text
       */
      ProfileSummary: string | null
      /**
       * @description Boolean.
       * @example false
       */
      ProfileIsPublic: boolean
      /**
       * @description Text.
       * @example Text
       */
      ProfileWebsite: string | null
      /**
       * @description Text.
       * @example Text
       */
      ProfileTags: string | null
      /**
       * @description Text.
       * @example Text
       */
      GoogleMapsLink: string | null
      /**
       * @description Text.
       * @example Text
       */
      Twitter: string | null
      /**
       * @description Text.
       * @example Text
       */
      Facebook: string | null
      /**
       * @description Text.
       * @example Text
       */
      Linkedin: string | null
      /**
       * @description Text.
       * @example Text
       */
      Instagram: string | null
      /**
       * @description Text.
       * @example Text
       */
      Github: string | null
      /**
       * @description Text.
       * @example Text
       */
      Pinterest: string | null
      /**
       * @description Text.
       * @example Text
       */
      Skype: string | null
      /**
       * @description Text.
       * @example Text
       */
      Telegram: string | null
      /**
       * @description Text.
       * @example Text
       */
      Flickr: string | null
      /**
       * @description Text.
       * @example Text
       */
      Vimeo: string | null
      /**
       * @description Text.
       * @example Text
       */
      Tumblr: string | null
      /**
       * @description Text.
       * @example Text
       */
      Blogger: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      PayingMemberFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      PayingMemberCompanyName: string | null
      /**
       * @description Coworker type: 1 Individual, 2 Company. Derived; ignored in request bodies.
       * @example 1
       */
      PayingMemberCoworkerType: number | null
      /**
       * @description Id. Derived; ignored in request bodies.
       * @example 101
       */
      DefaultMemberTariffId: number | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      DefaultMemberTariffName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerIds: string
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullNames: string
      /**
       * @description Whole number. Derived; ignored in request bodies.
       * @example 1
       */
      ActiveContracts: number
      /**
       * @description A display name for the record.
       * @example Team 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ExtraServices: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AllTeamMembers: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerBillingNames: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PayingMemberBillingName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AvgChurnProbability: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EngagementLevel: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TunnelPrivateGroupId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TeamLogoFileName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      NewTeamLogoUrl: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      UpdateAttendance: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      UseSpecialPrices: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      TransferCreditsToPayingMember: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ShareTimePasses: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ShareExtraServices: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ShareBookingCredit: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ClearTeamLogoFile: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * TeamCreated
     * @description The result of creating a Team, with the whole record.
     */
    TeamCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['TeamRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * ResourceRecordList
     * @description One page of a list of resources.
     */
    ResourceRecordList: {
      Records: components['schemas']['ResourceRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * ResourceRecord
     * @description One Resource, as stored.
     */
    ResourceRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Text.
       * @example Text
       */
      Name: string
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description A display name for the record.
       * @example Resource 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceTypeId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceTypeName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Allocation: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MinBookingLength: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MaxBookingLength: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LateCancellationLimit: null
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      DisplayOrder: 0
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      SystemResourceType: 0
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      CancellationFeeType: 0
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RequiresConfirmation: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      AllowMultipleBookings: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Archived: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * ResourceCreated
     * @description The result of creating a Resource, with the whole record.
     */
    ResourceCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['ResourceRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * BookingRecordList
     * @description One page of a list of bookings.
     */
    BookingRecordList: {
      Records: components['schemas']['BookingRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * BookingRecord
     * @description One Booking, as stored.
     */
    BookingRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      ResourceId: number
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      FromTime: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ToTime: string
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number | null
      /**
       * @description Boolean.
       * @example false
       */
      Tentative: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Online: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Whole number.
       * @example 1
       */
      BookingNumber: number
      /**
       * @description Text.
       * @example Text
       */
      Notes: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      ResourceName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCoworkerType: string | null
      /**
       * @description Local time at the location. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00
       */
      FromTimeLocal: string | null
      /**
       * @description Local time at the location. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00
       */
      ToTimeLocal: string | null
      /**
       * @description Text. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example Text
       */
      CoworkerTeamNames: string | null
      /**
       * @description Text. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example Text
       */
      CoworkerExtraServiceIds: string | null
      /**
       * @description Decimal. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example 25
       */
      CoworkerExtraServicePrice: number | null
      /**
       * @description Text. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example Text
       */
      CoworkerExtraServiceCurrencyCode: string | null
      /**
       * @description Charge period: 1 Minutes, 2 Days, 3 Weeks, 4 Months, 5 Uses, 6 FourWeekMonths. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example 1
       */
      CoworkerExtraServiceChargePeriod: number | null
      /**
       * @description Whole number. Derived; ignored in request bodies. Null in lists and in the response to a create; get the record itself to see it.
       * @example 1
       */
      CoworkerExtraServiceTotalUses: number | null
      /**
       * @description A display name for the record.
       * @example Booking 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceDateLocal: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerInvoiceId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerInvoiceNumber: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Billed: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ChargeNow: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      InvoiceNow: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      InvoiceThisCoworker: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      DoNotUseBookingCredit: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CoworkerInvoicePaid: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CoworkerInvoiceDraft: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CoworkerInvoiceVoid: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CoworkerInvoiceCreditNote: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ExtraServiceId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ExtraServiceName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      OverridePrice: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DiscountCode: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DiscountAmount: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PurchaseOrder: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InternalNotes: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatEvery: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatUntil: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatSeriesUniqueId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatBooking: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnMondays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnTuesdays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnWednesdays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnThursdays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnFridays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnSaturdays: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      RepeatOnSundays: false
      /**
       * @description Always 2: the ledger does not store this field.
       * @example 2
       * @constant
       */
      Repeats: 2
      /**
       * @description Always 1: the ledger does not store this field.
       * @example 1
       * @constant
       */
      WhichBookingsToUpdate: 1
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CheckedInAt: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerCheckedInAt: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerCheckedOutAt: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CancelIfNotPaid: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CancelIfNotCheckedIn: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsEvent: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsTour: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MinutesToStart: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AvailableCredit: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EstimatedCost: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EstimagedCost: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EstimatedCostWithProducts: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TeamsAtTheTimeOfBooking: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffAtTheTimeOfBooking: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceResourceTypeId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceResourceTypeName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceAllocation: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceHideInCalendar: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ResourceNoReturnPolicy: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FloorPlanDeskId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      FloorPlanDeskName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerBillingName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerMobilePhone: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerLandLine: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MaxOccupancy: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BookingProducts: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BookingVisitors: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * BookingCreated
     * @description The result of creating a Booking, with the whole record.
     */
    BookingCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['BookingRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CheckinRecordList
     * @description One page of a list of checkins.
     */
    CheckinRecordList: {
      Records: components['schemas']['CheckinRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CheckinRecord
     * @description One Checkin, as stored.
     */
    CheckinRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      FromTime: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ToTime: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number | null
      /**
       * @description Check-in source: 0 None, 1 Manual, 2 DoorAccess, 3 NetworkActivity, 4 Tile, 5 Sensor.
       * @example 0
       */
      Source: number
      /**
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      CoworkerTimePassGuid: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Local time at the location. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00
       */
      FromTimeLocal: string | null
      /**
       * @description Local time at the location. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00
       */
      ToTimeLocal: string | null
      /**
       * @description A display name for the record.
       * @example Checkin 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LastActivity: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      MacAddresses: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TeamsAtTheTimeOfCheckin: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffAtTheTimeOfCheckin: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ValidateCheckinJobId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CountsTowardsPlanLimits: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      AutoCheckout: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CheckinCreated
     * @description The result of creating a Checkin, with the whole record.
     */
    CheckinCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CheckinRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerProductRecordList
     * @description One page of a list of coworkerproducts.
     */
    CoworkerProductRecordList: {
      Records: components['schemas']['CoworkerProductRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerProductRecord
     * @description One CoworkerProduct, as stored.
     */
    CoworkerProductRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Id.
       * @example 101
       */
      ProductId: number
      /**
       * @description Text.
       * @example Text
       */
      ProductName: string | null
      /**
       * @description Whole number.
       * @example 1
       */
      Quantity: number
      /**
       * @description Decimal.
       * @example 25
       */
      Price: number | null
      /**
       * @description Decimal.
       * @example 25
       */
      ProductPrice: number | null
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      InvoicedOn: string | null
      /**
       * @description Boolean.
       * @example false
       */
      FromTariff: boolean
      /**
       * @description Boolean.
       * @example false
       */
      RegularCharge: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      SaleDate: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      DueDate: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerInvoiceId: number | null
      /**
       * @description Boolean.
       * @example false
       */
      CoworkerInvoicePaid: boolean
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      ProductCurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerEmail: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCoworkerType: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerInvoiceNumber: string | null
      /**
       * @description Decimal. Derived; ignored in request bodies.
       * @example 25
       */
      UnitPrice: number | null
      /**
       * @description Decimal. Derived; ignored in request bodies.
       * @example 25
       */
      TotalPrice: number | null
      /**
       * @description A display name for the record.
       * @example CoworkerProduct 101
       */
      ToStringText: string
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      CreditAmount: 0
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      DiscountAmount: 0
      /**
       * @description Always 1: the ledger does not store this field.
       * @example 1
       * @constant
       */
      RepeatCycle: 1
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatUnit: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatFrom: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RepeatUntil: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceOn: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Notes: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PurchaseOrder: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      OrderNumber: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Activated: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ActivateNow: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      InvoiceThisCoworker: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ProductApplyProRating: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      ApplyProRating: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      MrmReminded: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Refundable: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ProductFinancialAccountId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerBillingName: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      RecurringTotal: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TeamsAtTheTimeOfPurchase: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BookingUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerContractUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ContractDepositUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ContractProductUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerDeliveryUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ProposalUniqueId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerProductCreated
     * @description The result of creating a CoworkerProduct, with the whole record.
     */
    CoworkerProductCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerProductRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerExtraServiceRecordList
     * @description One page of a list of coworkerextraservices.
     */
    CoworkerExtraServiceRecordList: {
      Records: components['schemas']['CoworkerExtraServiceRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerExtraServiceRecord
     * @description One CoworkerExtraService, as stored.
     */
    CoworkerExtraServiceRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Id.
       * @example 101
       */
      ExtraServiceId: number
      /**
       * @description Text.
       * @example Text
       */
      ExtraServiceName: string | null
      /**
       * @description Whole number.
       * @example 1
       */
      TotalUses: number
      /**
       * @description Whole number.
       * @example 1
       */
      RemainingUses: number
      /**
       * @description Charge period: 1 Minutes, 2 Days, 3 Weeks, 4 Months, 5 Uses, 6 FourWeekMonths.
       * @example 1
       */
      ChargePeriod: number
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ValidFrom: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ExpireDate: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      InvoiceDate: string | null
      /**
       * @description Decimal.
       * @example 25
       */
      Price: number | null
      /**
       * @description Boolean.
       * @example false
       */
      Free: boolean
      /**
       * @description Boolean.
       * @example false
       */
      IsFromTariff: boolean
      /**
       * @description Id.
       * @example 101
       */
      BookingId: number | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      BookingFromTime: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      BookingToTime: string | null
      /**
       * @description Text.
       * @example Text
       */
      BookingResourceName: string | null
      /**
       * @description Boolean.
       * @example false
       */
      ExtraServiceIsPrintingCredit: boolean
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      ExtraServiceCurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description UUID. Derived; ignored in request bodies.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      BookingUniqueId: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerExtraService 101
       */
      ToStringText: string
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      AutomaticallyAdded: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      InvoiceThisCoworker: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DueDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PurchaseOrder: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Description: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Notes: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DiscountCode: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DiscountAmount: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffTimePassUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerProductUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerDiscountUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerContractUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LastMinutePriceAdjustment: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DynamicPriceAdjustment: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PriceFactorLastMinute: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PriceFactorDemand: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerExtraServiceCreated
     * @description The result of creating a CoworkerExtraService, with the whole record.
     */
    CoworkerExtraServiceCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerExtraServiceRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerTimePassRecordList
     * @description One page of a list of coworkertimepasses.
     */
    CoworkerTimePassRecordList: {
      Records: components['schemas']['CoworkerTimePassRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerTimePassRecord
     * @description One CoworkerTimePass, as stored.
     */
    CoworkerTimePassRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Id.
       * @example 101
       */
      TimePassId: number
      /**
       * @description Text.
       * @example Text
       */
      TimePassName: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Used: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UsedDate: string | null
      /**
       * @description Whole number.
       * @example 1
       */
      RemainingUses: number | null
      /**
       * @description Whole number.
       * @example 1
       */
      TotalUses: number | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ExpireDate: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      InvoiceDate: string | null
      /**
       * @description Decimal.
       * @example 25
       */
      Price: number | null
      /**
       * @description Boolean.
       * @example false
       */
      Free: boolean
      /**
       * @description Boolean.
       * @example false
       */
      IsFromTariff: boolean
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      TimePassCurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerTimePass 101
       */
      ToStringText: string
      /**
       * @description Always 1: the ledger does not store this field.
       * @example 1
       * @constant
       */
      CreateMultiple: 1
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      CheckedIn: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsPayAsYouGo: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      Notes: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PurchaseOrder: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffTimePassUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerProductUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerContractUniqueId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerTimePassCreated
     * @description The result of creating a CoworkerTimePass, with the whole record.
     */
    CoworkerTimePassCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerTimePassRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerBookingCreditRecordList
     * @description One page of a list of coworkerbookingcredits.
     */
    CoworkerBookingCreditRecordList: {
      Records: components['schemas']['CoworkerBookingCreditRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerBookingCreditRecord
     * @description One CoworkerBookingCredit, as stored.
     */
    CoworkerBookingCreditRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Decimal.
       * @example 25
       */
      TotalCredit: number
      /**
       * @description Decimal.
       * @example 25
       */
      RemainingCredit: number
      /**
       * @description Text.
       * @example Text
       */
      Description: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ValidFrom: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      ExpireDate: string | null
      /**
       * @description Boolean.
       * @example false
       */
      CaneBeUsedForBookings: boolean
      /**
       * @description Boolean.
       * @example false
       */
      CaneBeUsedForEvents: boolean
      /**
       * @description Boolean.
       * @example false
       */
      IsUniversalCredit: boolean
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessCurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerBookingCredit 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffBookingCreditId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      TariffBookingCreditName: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      UseCreditPrice: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      AppliesToCharges: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ElegibleResourceTypes: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ElegibleProducts: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ElegibleTariffs: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ElegiblePasses: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EventCategories: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerProductUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerContractUniqueId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerBookingCreditCreated
     * @description The result of creating a CoworkerBookingCredit, with the whole record.
     */
    CoworkerBookingCreditCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerBookingCreditRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * EventAttendeeRecordList
     * @description One page of a list of eventattendees.
     */
    EventAttendeeRecordList: {
      Records: components['schemas']['EventAttendeeRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * EventAttendeeRecord
     * @description One EventAttendee, as stored.
     */
    EventAttendeeRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Id.
       * @example 101
       */
      CalendarEventId: number
      /**
       * @description Id.
       * @example 101
       */
      EventProductId: number
      /**
       * @description Text.
       * @example Text
       */
      FullName: string
      /**
       * @description E-mail address.
       * @example jane@techinnovators.com
       */
      Email: string
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number | null
      /**
       * @description Text.
       * @example Text
       */
      CalendarEventName: string | null
      /**
       * @description Text.
       * @example Text
       */
      EventProductName: string | null
      /**
       * @description Decimal.
       * @example 25
       */
      EventProductPrice: number | null
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Cancelled: boolean
      /**
       * @description Boolean.
       * @example false
       */
      CheckedIn: boolean
      /**
       * @description Id.
       * @example 101
       */
      CoworkerInvoiceId: number | null
      /**
       * @description Boolean.
       * @example false
       */
      CoworkerInvoicePaid: boolean
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      EventProductCurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerInvoiceNumber: string | null
      /**
       * @description Local time at the location. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00
       */
      CreatedOnLocal: string | null
      /**
       * @description A display name for the record.
       * @example EventAttendee 101
       */
      ToStringText: string
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Billed: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Reminded: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsSent: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      DueDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CheckedInDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CheckedInDateLocal: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CancelledOn: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CancelledBy: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CancellationReason: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CancellationReasonDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      AttendeeCode: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      PurchaseOrder: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ZoomEventData: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ZoomParticipantId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * EventAttendeeCreated
     * @description The result of creating a EventAttendee, with the whole record.
     */
    EventAttendeeCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['EventAttendeeRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerContractRecordList
     * @description One page of a list of coworkercontracts.
     */
    CoworkerContractRecordList: {
      Records: components['schemas']['CoworkerContractRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerContractRecord
     * @description One CoworkerContract, as stored.
     */
    CoworkerContractRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      IssuedById: number
      /**
       * @description Id.
       * @example 101
       */
      TariffId: number
      /**
       * @description Text.
       * @example Text
       */
      TariffName: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Active: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Cancelled: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      StartDate: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      RenewalDate: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CancellationDate: string | null
      /**
       * @description Decimal.
       * @example 25
       */
      Price: number | null
      /**
       * @description Whole number.
       * @example 1
       */
      Quantity: number
      /**
       * @description Whole number.
       * @example 1
       */
      BillingDay: number
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      IssuedByName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerEmail: string | null
      /**
       * @description Boolean. Derived; ignored in request bodies.
       * @example false
       */
      MainContract: boolean
      /**
       * @description A display name for the record.
       * @example CoworkerContract 101
       */
      ToStringText: string
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      InPausedPeriod: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InPausedPeriodFrom: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InPausedPeriodUntil: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoicedPeriod: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      ContractTerm: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      NextTariffId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerContractCreated
     * @description The result of creating a CoworkerContract, with the whole record.
     */
    CoworkerContractCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerContractRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerInvoiceRecordList
     * @description One page of a list of coworkerinvoices.
     */
    CoworkerInvoiceRecordList: {
      Records: components['schemas']['CoworkerInvoiceRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerInvoiceRecord
     * @description One CoworkerInvoice, as stored.
     */
    CoworkerInvoiceRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Text.
       * @example Text
       */
      InvoiceNumber: string | null
      /**
       * @description Decimal.
       * @example 25
       */
      TotalAmount: number
      /**
       * @description Decimal.
       * @example 25
       */
      TaxAmount: number
      /**
       * @description Decimal.
       * @example 25
       */
      PaidAmount: number
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      DueDate: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Draft: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Void: boolean
      /**
       * @description Boolean.
       * @example false
       */
      Paid: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      PaidOn: string | null
      /**
       * @description Boolean.
       * @example false
       */
      CreditNote: boolean
      /**
       * @description ISO 4217 code.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerInvoice 101
       */
      ToStringText: string
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Sent: false
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      Refunded: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      OriginalInvoiceGuid: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceFromDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceToDate: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      InvoiceLines: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerInvoiceCreated
     * @description The result of creating a CoworkerInvoice, with the whole record.
     */
    CoworkerInvoiceCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerInvoiceRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * ChargeRecordList
     * @description One page of a list of charges.
     */
    ChargeRecordList: {
      Records: components['schemas']['ChargeRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * ChargeRecord
     * @description One Charge, as stored.
     */
    ChargeRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description Id.
       * @example 101
       */
      BusinessId: number
      /**
       * @description Whole number.
       * @example 1
       */
      Quantity: number
      /**
       * @description Decimal.
       * @example 25
       */
      TotalAmount: number
      /**
       * @description Text.
       * @example Text
       */
      Description: string | null
      /**
       * @description Boolean.
       * @example false
       */
      Invoiced: boolean
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      InvoicedOn: string | null
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      DueDate: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BusinessName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      CoworkerCompanyName: string | null
      /**
       * @description A display name for the record.
       * @example Charge 101
       */
      ToStringText: string
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      DiscountAmount: 0
      /**
       * @description Always 0: the ledger does not store this field.
       * @example 0
       * @constant
       */
      CreditAmount: 0
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      FromTeamMember: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerProductUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerExtraServiceUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerTimePassUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      EventAttendeeUniqueId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      BookingUniqueId: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * ChargeCreated
     * @description The result of creating a Charge, with the whole record.
     */
    ChargeCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['ChargeRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerBookingCreditUseHistoryRecordList
     * @description One page of a list of coworkerbookingcreditusehistories.
     */
    CoworkerBookingCreditUseHistoryRecordList: {
      Records: components['schemas']['CoworkerBookingCreditUseHistoryRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerBookingCreditUseHistoryRecord
     * @description One CoworkerBookingCreditUseHistory, as stored.
     */
    CoworkerBookingCreditUseHistoryRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerBookingCreditId: number
      /**
       * @description Id.
       * @example 101
       */
      BookingId: number | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerInvoiceLineId: number | null
      /**
       * @description Id.
       * @example 101
       */
      EventAttendeeId: number | null
      /**
       * @description Decimal.
       * @example 25
       */
      CreditUsed: number
      /**
       * @description Text.
       * @example Text
       */
      Description: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      BookingFromTime: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      BookingToTime: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BookingResourceName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      EventAttendeeCalendarEventName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      EventAttendeeEventProductName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      EventAttendeeFullName: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      EventAttendeeEmail: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerBookingCreditUseHistory 101
       */
      ToStringText: string
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerInvoiceLineCoworkerInvoiceId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CoworkerInvoiceLineCoworkerInvoiceInvoiceNumber: null
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerBookingCreditUseHistoryCreated
     * @description The result of creating a CoworkerBookingCreditUseHistory, with the whole record.
     */
    CoworkerBookingCreditUseHistoryCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerBookingCreditUseHistoryRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * CoworkerExtraServiceUseHistoryRecordList
     * @description One page of a list of coworkerextraserviceusehistories.
     */
    CoworkerExtraServiceUseHistoryRecordList: {
      Records: components['schemas']['CoworkerExtraServiceUseHistoryRecord'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Id
       */
      CurrentOrderField: string
      /**
       * @description 0 ascending, 1 descending.
       * @example 0
       * @enum {integer}
       */
      CurrentSortDirection: 0 | 1
      /**
       * @description Number of the page's first record in the list; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when it is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page; never more than 1000.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
      /**
       * @description Only with `most`: there are more records than were looked through.
       * @example false
       */
      IsCut?: boolean
      /**
       * @description Only with `most`: the fields that a list of this length can be ordered by.
       * @example [
       *       "FromTime",
       *       "Id",
       *       "UpdatedOn"
       *     ]
       */
      OrderFields?: string[]
    }
    /**
     * CoworkerExtraServiceUseHistoryRecord
     * @description One CoworkerExtraServiceUseHistory, as stored.
     */
    CoworkerExtraServiceUseHistoryRecord: {
      /**
       * @description Id.
       * @example 101
       */
      Id: number
      /**
       * Format: uuid
       * @description UUID.
       * @example 0f3d9b5c-6c0e-5b44-9c1f-2f6a6d1c8e57
       */
      UniqueId: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      CreatedOn: string
      /**
       * @description Instant.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string
      /**
       * @description Text.
       * @example Text
       */
      UpdatedBy: string | null
      /**
       * @description Id.
       * @example 101
       */
      CoworkerExtraServiceId: number
      /**
       * @description Id.
       * @example 101
       */
      BookingId: number | null
      /**
       * @description Whole number.
       * @example 1
       */
      CreditUsed: number
      /**
       * @description Text.
       * @example Text
       */
      Description: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      BookingFromTime: string | null
      /**
       * @description Instant. Derived; ignored in request bodies.
       * @example 2026-11-18T09:00:00Z
       */
      BookingToTime: string | null
      /**
       * @description Text. Derived; ignored in request bodies.
       * @example Text
       */
      BookingResourceName: string | null
      /**
       * @description A display name for the record.
       * @example CoworkerExtraServiceUseHistory 101
       */
      ToStringText: string
      /**
       * @description Always false: the ledger does not store this field.
       * @example false
       * @constant
       */
      IsNew: false
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      SystemId: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      LocalizationDetails: null
      /**
       * @description Always null: the ledger does not store this field.
       * @example null
       * @constant
       */
      CustomFields: null
    }
    /**
     * CoworkerExtraServiceUseHistoryCreated
     * @description The result of creating a CoworkerExtraServiceUseHistory, with the whole record.
     */
    CoworkerExtraServiceUseHistoryCreated: {
      /**
       * @description The HTTP status of the response.
       * @example 200
       */
      Status: number
      /**
       * @description The result in words.
       * @example 101 was successfully updated.
       */
      Message: string
      /** @description The record, or its id; null if nothing changed. */
      Value: components['schemas']['CoworkerExtraServiceUseHistoryRecord'] | null
      /**
       * @description Always false.
       * @example false
       */
      OpenInDialog: boolean
      /**
       * @description Always false.
       * @example false
       */
      OpenInWindow: boolean
      /**
       * @description Always null.
       * @example null
       */
      RedirectURL: string | null
      /**
       * @description Always null.
       * @example null
       */
      JavaScript: string | null
      /**
       * @description When the change was made.
       * @example 2026-11-18T09:00:00Z
       */
      UpdatedOn: string | null
      /** @description Who made it: an e-mail address, or the name of an API key. */
      UpdatedBy: string | null
      /** @description The problems, by field; null on success. */
      Errors: components['schemas']['FieldError'][] | null
      /**
       * @description Whether the request succeeded.
       * @example true
       */
      WasSuccessful: boolean
    }
    /**
     * BusinessBody
     * @description The fields of one Business. Fields that are not sent are cleared or get their default. A web address or HTML that is sent back as it was shown stays as it is stored.
     */
    BusinessBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Text. */
      Name: string
      /** @description Text. */
      WebAddress?: string | null
      /** @description ISO 4217 code. */
      CurrencyCode: string
      /** @description IANA time zone. */
      SimpleTimeZoneNameIana: string
    }
    /**
     * CoworkerBody
     * @description The fields of one Coworker. Fields that are not sent are cleared or get their default.
     */
    CoworkerBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Text. */
      FullName: string
      /** @description E-mail address. */
      Email: string
      /**
       * @description Coworker type: 1 Individual, 2 Company. If absent or null, it is set to 1.
       * @enum {integer|null}
       */
      CoworkerType?: 1 | 2 | null
      /** @description Text. */
      CompanyName?: string | null
      /** @description Boolean. If absent or null, it is set to true. */
      Active?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Archived?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      UserLastAccess?: string | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      MondayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      TuesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      WednesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      ThursdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      FridayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      SaturdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
      /**
       * @description Attendance: 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined.
       * @enum {integer|null}
       */
      SundayAttendance?: 1 | 2 | 3 | 4 | 5 | null
    }
    /**
     * TeamBody
     * @description The fields of one Team. Fields that are not sent are cleared or get their default, except TeamMembers and TeamAdministrators, which stay as they are. A web address or HTML that is sent back as it was shown stays as it is stored.
     */
    TeamBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      BusinessId: number
      /** @description Text of at most 254 characters. */
      Name: string
      /** @description List of ids. If absent or null, it stays as it is. An empty list empties it. */
      TeamMembers?: number[] | null
      /** @description Comma-separated ids, used as TeamMembers if that is absent or null. */
      CoworkerIds?: string | null
      /** @description Ids to add to TeamMembers. */
      AddedTeamMembers?: number[] | null
      /** @description Ids to remove from TeamMembers. */
      RemovedTeamMembers?: number[] | null
      /** @description List of ids. If absent or null, it stays as it is. An empty list empties it. */
      TeamAdministrators?: number[] | null
      /** @description Ids to add to TeamAdministrators. */
      AddedTeamAdministrators?: number[] | null
      /** @description Ids to remove from TeamAdministrators. */
      RemovedTeamAdministrators?: number[] | null
      /** @description Id. */
      PayingMemberId?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      CreateSingleInvoiceForTeam?: boolean | null
      /** @description Decimal. */
      MaxTeamMemberCount?: number | null
      /** @description Id. */
      DefaultTariffId?: number | null
      /** @description Text. */
      DefaultTariffName?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      DefaultMemberTariffKeepNewAccountsOnHold?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      DisableAttendanceDashboard?: boolean | null
      /** @description Decimal. */
      DiscountCharges?: number | null
      /** @description Decimal. */
      DiscountExtraServices?: number | null
      /** @description Decimal. */
      DiscountTariffs?: number | null
      /** @description Decimal. */
      DiscountTimePasses?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      HasCommunityGroup?: boolean | null
      /** @description Text. */
      Description?: string | null
      /** @description Text. */
      ProfileSummary?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      ProfileIsPublic?: boolean | null
      /** @description Text. */
      ProfileWebsite?: string | null
      /** @description Text. */
      ProfileTags?: string | null
      /** @description Text. */
      GoogleMapsLink?: string | null
      /** @description Text. */
      Twitter?: string | null
      /** @description Text. */
      Facebook?: string | null
      /** @description Text. */
      Linkedin?: string | null
      /** @description Text. */
      Instagram?: string | null
      /** @description Text. */
      Github?: string | null
      /** @description Text. */
      Pinterest?: string | null
      /** @description Text. */
      Skype?: string | null
      /** @description Text. */
      Telegram?: string | null
      /** @description Text. */
      Flickr?: string | null
      /** @description Text. */
      Vimeo?: string | null
      /** @description Text. */
      Tumblr?: string | null
      /** @description Text. */
      Blogger?: string | null
    }
    /**
     * ResourceBody
     * @description The fields of one Resource. Fields that are not sent are cleared or get their default.
     */
    ResourceBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      BusinessId: number
      /** @description Text. */
      Name: string
    }
    /**
     * BookingBody
     * @description The fields of one Booking. Fields that are not sent are cleared or get their default.
     */
    BookingBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      ResourceId: number
      /**
       * Format: date-time
       * @description Instant.
       */
      FromTime: string
      /**
       * Format: date-time
       * @description Instant.
       */
      ToTime: string
      /** @description Id. */
      CoworkerId?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      Tentative?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Online?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /** @description Whole number. If absent or null, it is set to 0. */
      BookingNumber?: number | null
      /** @description Text. */
      Notes?: string | null
    }
    /**
     * CheckinBody
     * @description The fields of one Checkin. Fields that are not sent are cleared or get their default.
     */
    CheckinBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      BusinessId: number
      /**
       * Format: date-time
       * @description Instant.
       */
      FromTime: string
      /**
       * Format: date-time
       * @description Instant.
       */
      ToTime?: string | null
      /** @description Id. */
      CoworkerId?: number | null
      /**
       * @description Check-in source: 0 None, 1 Manual, 2 DoorAccess, 3 NetworkActivity, 4 Tile, 5 Sensor. If absent or null, it is set to 0.
       * @enum {integer|null}
       */
      Source?: 0 | 1 | 2 | 3 | 4 | 5 | null
      /**
       * Format: uuid
       * @description UUID.
       */
      CoworkerTimePassGuid?: string | null
    }
    /**
     * CoworkerProductBody
     * @description The fields of one CoworkerProduct. Fields that are not sent are cleared or get their default.
     */
    CoworkerProductBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Id. */
      ProductId: number
      /** @description Text. */
      ProductName?: string | null
      /** @description Whole number. If absent or null, it is set to 1. */
      Quantity?: number | null
      /** @description Decimal. */
      Price?: number | null
      /** @description Decimal. */
      ProductPrice?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      InvoicedOn?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      FromTariff?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      RegularCharge?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      SaleDate?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      DueDate?: string | null
      /** @description Id. */
      CoworkerInvoiceId?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      CoworkerInvoicePaid?: boolean | null
    }
    /**
     * CoworkerExtraServiceBody
     * @description The fields of one CoworkerExtraService. Fields that are not sent are cleared or get their default.
     */
    CoworkerExtraServiceBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Id. */
      ExtraServiceId: number
      /** @description Text. */
      ExtraServiceName?: string | null
      /** @description Whole number. */
      TotalUses: number
      /** @description Whole number. If absent or null, it is set to TotalUses. */
      RemainingUses?: number | null
      /**
       * @description Charge period: 1 Minutes, 2 Days, 3 Weeks, 4 Months, 5 Uses, 6 FourWeekMonths.
       * @enum {integer}
       */
      ChargePeriod: 1 | 2 | 3 | 4 | 5 | 6
      /**
       * Format: date-time
       * @description Instant.
       */
      ValidFrom?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      ExpireDate?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      InvoiceDate?: string | null
      /** @description Decimal. */
      Price?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      Free?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      IsFromTariff?: boolean | null
      /** @description Id. */
      BookingId?: number | null
      /**
       * Format: date-time
       * @description Instant.
       */
      BookingFromTime?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      BookingToTime?: string | null
      /** @description Text. */
      BookingResourceName?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      ExtraServiceIsPrintingCredit?: boolean | null
    }
    /**
     * CoworkerTimePassBody
     * @description The fields of one CoworkerTimePass. Fields that are not sent are cleared or get their default.
     */
    CoworkerTimePassBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Id. */
      TimePassId: number
      /** @description Text. */
      TimePassName?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      Used?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      UsedDate?: string | null
      /** @description Whole number. */
      RemainingUses?: number | null
      /** @description Whole number. */
      TotalUses?: number | null
      /**
       * Format: date-time
       * @description Instant.
       */
      ExpireDate?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      InvoiceDate?: string | null
      /** @description Decimal. */
      Price?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      Free?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      IsFromTariff?: boolean | null
      /** @description How many identical records to create; only for new records. */
      CreateMultiple?: number | null
    }
    /**
     * CoworkerBookingCreditBody
     * @description The fields of one CoworkerBookingCredit. Fields that are not sent are cleared or get their default.
     */
    CoworkerBookingCreditBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Decimal. */
      TotalCredit: number
      /** @description Decimal. If absent or null, it is set to TotalCredit. */
      RemainingCredit?: number | null
      /** @description Text. */
      Description?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      ValidFrom?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      ExpireDate?: string | null
      /** @description Boolean. If absent or null, it is set to true. */
      CaneBeUsedForBookings?: boolean | null
      /** @description Boolean. If absent or null, it is set to true. */
      CaneBeUsedForEvents?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      IsUniversalCredit?: boolean | null
    }
    /**
     * EventAttendeeBody
     * @description The fields of one EventAttendee. Fields that are not sent are cleared or get their default.
     */
    EventAttendeeBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      BusinessId: number
      /** @description Id. */
      CalendarEventId: number
      /** @description Id. */
      EventProductId: number
      /** @description Text. */
      FullName: string
      /** @description E-mail address. */
      Email: string
      /** @description Id. */
      CoworkerId?: number | null
      /** @description Text. */
      CalendarEventName?: string | null
      /** @description Text. */
      EventProductName?: string | null
      /** @description Decimal. */
      EventProductPrice?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Cancelled?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      CheckedIn?: boolean | null
      /** @description Id. */
      CoworkerInvoiceId?: number | null
      /** @description Boolean. If absent or null, it is set to false. */
      CoworkerInvoicePaid?: boolean | null
    }
    /**
     * CoworkerContractBody
     * @description The fields of one CoworkerContract. Fields that are not sent are cleared or get their default.
     */
    CoworkerContractBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      IssuedById: number
      /** @description Id. */
      TariffId: number
      /** @description Text. */
      TariffName?: string | null
      /** @description Boolean. If absent or null, it is set to true. */
      Active?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Cancelled?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      StartDate?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      RenewalDate?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      CancellationDate?: string | null
      /** @description Decimal. */
      Price?: number | null
      /** @description Whole number. If absent or null, it is set to 1. */
      Quantity?: number | null
      /** @description Whole number. If absent or null, it is set to 1. */
      BillingDay?: number | null
    }
    /**
     * CoworkerInvoiceBody
     * @description The fields of one CoworkerInvoice. Fields that are not sent are cleared or get their default.
     */
    CoworkerInvoiceBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Text. */
      InvoiceNumber?: string | null
      /** @description Decimal. If absent or null, it is set to 0. */
      TotalAmount?: number | null
      /** @description Decimal. If absent or null, it is set to 0. */
      TaxAmount?: number | null
      /** @description Decimal. If absent or null, it is set to 0. */
      PaidAmount?: number | null
      /**
       * Format: date-time
       * @description Instant.
       */
      DueDate?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      Draft?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Void?: boolean | null
      /** @description Boolean. If absent or null, it is set to false. */
      Paid?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      PaidOn?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      CreditNote?: boolean | null
      /** @description ISO 4217 code. */
      CurrencyCode?: string | null
    }
    /**
     * ChargeBody
     * @description The fields of one Charge. Fields that are not sent are cleared or get their default.
     */
    ChargeBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerId: number
      /** @description Id. */
      BusinessId: number
      /** @description Whole number. If absent or null, it is set to 1. */
      Quantity?: number | null
      /** @description Decimal. If absent or null, it is set to 0. */
      TotalAmount?: number | null
      /** @description Text. */
      Description?: string | null
      /** @description Boolean. If absent or null, it is set to false. */
      Invoiced?: boolean | null
      /**
       * Format: date-time
       * @description Instant.
       */
      InvoicedOn?: string | null
      /**
       * Format: date-time
       * @description Instant.
       */
      DueDate?: string | null
    }
    /**
     * CoworkerBookingCreditUseHistoryBody
     * @description The fields of one CoworkerBookingCreditUseHistory. Fields that are not sent are cleared or get their default.
     */
    CoworkerBookingCreditUseHistoryBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerBookingCreditId: number
      /** @description Id. */
      BookingId?: number | null
      /** @description Id. */
      CoworkerInvoiceLineId?: number | null
      /** @description Id. */
      EventAttendeeId?: number | null
      /** @description Decimal. */
      CreditUsed: number
      /** @description Text. */
      Description?: string | null
    }
    /**
     * CoworkerExtraServiceUseHistoryBody
     * @description The fields of one CoworkerExtraServiceUseHistory. Fields that are not sent are cleared or get their default.
     */
    CoworkerExtraServiceUseHistoryBody: {
      /** @description The record to replace. To create a record, leave it out or send null or 0; or send the id that the new record should have. */
      Id?: number | null
      /** @description Id. */
      CoworkerExtraServiceId: number
      /** @description Id. */
      BookingId?: number | null
      /** @description Whole number. */
      CreditUsed: number
      /** @description Text. */
      Description?: string | null
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export type operations = Record<string, never>

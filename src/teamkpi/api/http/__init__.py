"""HTTP for every call: requests, their parameters and bodies, responses, errors, and how calls are declared."""

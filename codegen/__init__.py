"""Makes the types, the resources, the API list and the test data of openapi.yml. Not part of the package."""

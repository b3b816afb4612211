"""Generator of the types, the resources, the API list and test data from openapi.yml; not shipped."""

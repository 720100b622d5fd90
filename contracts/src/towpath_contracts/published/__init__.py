"""What is published beside the schemas: the AsyncAPI description, the sample records and the catalogue to browse.

All of it is made from the models, the topics, ``roles`` and ``states``, and is the same at every run.
"""

"""The ``experts`` engine: four recurrent networks, one for each emotion."""

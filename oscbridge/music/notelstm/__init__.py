"""The ``notelstm`` engine: one recurrent network, two emotion clusters that bend it."""
